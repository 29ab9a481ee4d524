/** What stands in the place of the picture where the browser draws none. */
import { drawing, tries } from '../model/drawing';
import { store } from '../model/store';
import { openPane, pane, ROWS } from './ui';

const WORDS = {
  lost: 'The browser has stopped drawing the picture, as it does when the graphics card is reset. It comes back by itself.',
  none: 'This browser cannot draw the picture: WebGL is turned off or not available.',
} as const;

export function NoPicture() {
  const state = drawing.value;
  if (state === 'fine' || store.nodes.value.size === 0) return null;
  return (
    <div class="state no-picture">
      <div class="notice">
        <div role="alert">
          <p>{WORDS[state]}</p>
          <p class="small">The list shows the same graph, and everything else works as usual.</p>
        </div>
        <div class="row">
          {pane.value !== 'list' && (
            <button type="button" class="button primary" onClick={() => openPane('list', ...ROWS)}>
              Show the list
            </button>
          )}
          <button type="button" class="button" onClick={() => (tries.value += 1)}>
            Draw again
          </button>
        </div>
      </div>
    </div>
  );
}
