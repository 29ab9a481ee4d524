/** What concerns the whole graph. On a narrow screen the lesser ones stand in one menu. */
import { signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';

import { store } from '../model/store';
import { EXPORTS } from '../exports';
import { Sign, type SignName } from './Icon';
import { Menu, type Item } from './Menu';
import { save, share } from './outgoing';
import { along } from './roving';
import { helpOpen } from './ui';

/** The button that is there on every screen: Tab comes to it first. */
const FIRST = 'Undo';

/** The label of the button at which Tab stops. */
const stop = signal(FIRST);

/** One stop of Tab, walked by arrow keys; what cannot be done now stays there to be found, and says so. */
export function Toolbar() {
  const empty = store.nodes.value.size === 0;
  const bar = useRef<HTMLDivElement>(null);
  const walk = (event: KeyboardEvent): void => {
    const all = [...(bar.current?.querySelectorAll<HTMLElement>('[data-tool]') ?? [])].filter((each) => each.checkVisibility());
    const next = event.target instanceof HTMLElement && all.includes(event.target) ? along(event, all, event.target) : null;
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <div
      ref={bar}
      class="toolbar"
      role="toolbar"
      aria-label="Graph"
      onKeyDown={walk}
      onFocusIn={({ target }) => {
        const name = target instanceof HTMLElement ? target.dataset['tool'] : undefined;
        if (name !== undefined) stop.value = name;
      }}
      onFocusOut={({ relatedTarget }) => {
        // The last one may not be there on a screen that has become narrower.
        if (!bar.current?.contains(relatedTarget as Node | null)) stop.value = FIRST;
      }}
    >
      <Tool sign="undo" label="Undo" keys="Ctrl+Z" off={!store.canUndo.value} onClick={() => store.undo()} />
      <Tool sign="redo" label="Redo" keys="Ctrl+Y" room="tablet" off={!store.canRedo.value} onClick={() => store.redo()} />
      <Tool sign="fit" label="Fit" keys="F" room="tablet" off={empty} onClick={() => store.fit()} />
      <Tool sign="clear" label="Clear" hint="Clear all (undo brings it back)" room="wide" off={empty} onClick={() => store.clear()} />
      <span class="toolbar-rule" />
      <Tool sign="share" label="Share link" room="wide" words off={empty} onClick={() => void share()} />
      <MenuTool sign="save" label="Export" room="wide" words off={empty} groups={[exportItems()]} />
      <Tool sign="help" label="Help" keys="?" room="wide" onClick={() => (helpOpen.value = true)} />
      <MenuTool sign="more" label="More" room="narrow" groups={[moreItems(empty), empty ? [] : exportItems()]} />
    </div>
  );
}

function moreItems(empty: boolean): Item[] {
  return [
    { label: 'Fit', sign: 'fit', off: empty, run: () => store.fit() },
    { label: 'Redo', sign: 'redo', off: !store.canRedo.value, run: () => store.redo() },
    { label: 'Clear all', sign: 'clear', off: empty, run: () => store.clear() },
    { label: 'Share link', sign: 'share', off: empty, run: () => void share() },
    { label: 'Help', sign: 'help', run: () => (helpOpen.value = true) },
  ];
}

function exportItems(): Item[] {
  return EXPORTS.map((one) => ({ label: one.label, sign: 'save', run: () => void save(one) }));
}

interface Look {
  readonly sign: SignName;
  readonly label: string;
  readonly off?: boolean;
  /** Where it stands: on a wide screen only, on all but phones, or only where it is narrow; without, everywhere. */
  readonly room?: 'wide' | 'tablet' | 'narrow';
  /** Whether the label is shown beside the sign where there is room. */
  readonly words?: boolean;
}

const ROOMS = { wide: ' wide-only', tablet: ' phone-never', narrow: ' narrow-only' } as const;

function roomOf({ room }: Look): string {
  return room ? ROOMS[room] : '';
}

function classOf({ words = false }: Look): string {
  return `icon-button tool${words ? ' tool-words' : ''}`;
}

function stateOf({ label, off = false }: Look) {
  return { 'aria-label': label, 'data-tool': label, tabIndex: stop.value === label ? 0 : -1, ...(off && { 'aria-disabled': 'true' as const }) };
}

function Tool({ keys, hint, onClick, ...look }: Look & { readonly keys?: string; readonly hint?: string; readonly onClick: () => void }) {
  const { sign, label, off = false, words = false } = look;
  return (
    <button
      type="button"
      class={classOf(look) + roomOf(look)}
      {...stateOf(look)}
      title={hint ?? (keys === undefined ? label : `${label} (${keys})`)}
      onClick={() => !off && onClick()}
    >
      <Sign name={sign} />
      {words && <span class="tool-label">{label}</span>}
    </button>
  );
}

function MenuTool({ groups, ...look }: Look & { readonly groups: readonly (readonly Item[])[] }) {
  const { sign, label, off = false, words = false } = look;
  const [open, setOpen] = useState(false);
  return (
    <div class={`menu-holder${roomOf(look)}`}>
      <button
        type="button"
        class={classOf(look)}
        {...stateOf(look)}
        aria-haspopup="menu"
        aria-expanded={open}
        title={label}
        onClick={() => !off && setOpen(!open)}
      >
        <Sign name={sign} />
        {words && <span class="tool-label">{label}</span>}
      </button>
      {open && <Menu label={label} groups={groups} close={() => setOpen(false)} />}
    </div>
  );
}
