/** The link of the view, for browsers that keep the clipboard from us. */
import { useEffect, useRef } from 'preact/hooks';

import { shareLink } from './ui';

export function ShareDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const link = shareLink.value;
  useEffect(() => {
    if (link === null) dialog.current?.close();
    else dialog.current?.showModal();
  }, [link]);
  const close = (): void => {
    shareLink.value = null;
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="share-title" onClose={close}>
      <div class="dialog-body">
        <h2 id="share-title">Link to this view</h2>
        <label class="field">
          <span class="field-label">Copy it from here</span>
          <input type="text" readOnly value={link ?? ''} onFocus={(event) => event.currentTarget.select()} />
        </label>
        <button type="button" class="button primary" onClick={close}>
          Done
        </button>
      </div>
    </dialog>
  );
}
