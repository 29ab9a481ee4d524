/** Every key, and how to do without keys. */
import { useEffect, useRef } from 'preact/hooks';

import { Sign } from './Icon';
import { CANVAS_KEYS, CHOSEN, EVERYWHERE, type Group, LIST_KEYS, TOOLBAR_KEYS } from './keys';
import { helpOpen, setSingleKeys, singleKeys } from './ui';

export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const open = helpOpen.value;
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const close = (): void => {
    helpOpen.value = false;
  };
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="help-title"
      onClose={close}
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id="help-title">Keys and gestures</h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={close}>
            <Sign name="close" />
          </button>
        </header>
        <div class="help-columns">
          <Shortcuts group={EVERYWHERE} />
          <div>
            <Shortcuts group={CHOSEN} />
            <Keys title="In the graph" rows={CANVAS_KEYS} />
          </div>
          <div>
            <Keys title="By mouse and touch" rows={POINTER} />
            <Keys title="In the list" rows={LIST_KEYS} />
            <Keys title="In the toolbar" rows={TOOLBAR_KEYS} />
          </div>
        </div>
        <label class="check">
          <input type="checkbox" checked={singleKeys.value} onChange={(event) => setSingleKeys(event.currentTarget.checked)} />
          Shortcuts of a single key (turn off if you use speech input)
        </label>
      </div>
    </dialog>
  );
}

function Shortcuts({ group: { title, shortcuts } }: { readonly group: Group }) {
  return <Keys title={title} rows={shortcuts.map(({ keys, words }) => [keys, words])} />;
}

const POINTER: readonly (readonly [readonly string[], string])[] = [
  [['click', 'tap'], 'Choose'],
  [['double click', 'double tap'], 'Expand'],
  [['right click', 'long press'], 'Menu'],
  [['drag'], 'Move and pin'],
  [['wheel', 'pinch'], 'Zoom'],
];

interface KeysProps {
  readonly title: string;
  readonly rows: readonly (readonly [readonly string[], string])[];
}

function Keys({ title, rows }: KeysProps) {
  return (
    <section>
      <h3>{title}</h3>
      <dl class="keys">
        {rows.map(([keys, words]) => (
          <div key={words}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
