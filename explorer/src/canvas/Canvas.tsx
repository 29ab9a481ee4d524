/** The graph on the screen, walked by pointer, touch and keyboard. */

import { batch } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CameraState } from 'sigma/types';
import { arrangeAlways } from '../layout/client';
import { drawing, tries } from '../model/drawing';
import { store } from '../model/store';
import type { Point } from '../model/types';
import { countWords, tailOf } from '../model/words';
import { SigmaStage } from './stage';
import { isDirection, neighborTowards } from './walk';

interface Props {
  /** Opens the menu of a node, or of the ground, at a point of the window. */
  readonly openMenu: (id: string | null, at: Point) => void;
  readonly openMenuByKey: () => void;
}

export function Canvas({ openMenu, openMenuByKey }: Props) {
  const container = useRef<HTMLDivElement>(null);
  const stage = useRef<SigmaStage | null>(null);

  useEffect(() => arrangeAlways(store, () => stage.current?.moved()), []);

  const { roots, path, cluster } = store.view.value;
  const wanted = roots.length > 0 || path !== null || cluster !== null;
  const camera = useRef<CameraState | null>(null);
  const lost = (): void => {
    camera.current = stage.current?.camera ?? null;
    stage.current?.kill();
    stage.current = null;
    drawing.value = 'lost';
  };
  const draw = (): void => {
    if (!container.current || stage.current) return;
    try {
      stage.current = new SigmaStage(store, container.current, { pressed: openMenu, lost, givenBack: draw }, camera.current);
      drawing.value = 'fine';
    } catch {
      container.current.replaceChildren();
      drawing.value = 'none';
    }
  };
  useEffect(() => {
    // While the graph is asked for, but behind the first paint: making the context takes its time.
    if (wanted) afterPaint(draw);
  }, [wanted, tries.value]);
  useEffect(() => () => stage.current?.kill(), []);

  const { nodes, edges } = store.shown.value;
  const label = `Graph of ${countWords(nodes)}, ${edges.length} ties. Arrow keys walk, Enter expands, Escape leaves.`;
  return (
    <div
      ref={container}
      class="canvas"
      role="application"
      aria-label={label}
      aria-busy={store.arranging.value || store.status.value.state === 'loading'}
      tabIndex={0}
      onContextMenu={(event) => {
        event.preventDefault();
        if (byPointer(event)) openMenu(stage.current?.nodeBelow(event) ?? null, { x: event.clientX, y: event.clientY });
        else openMenuByKey();
      }}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === 'Escape') event.currentTarget.blur();
        else if (!obey(event.key, stage.current)) return;
        event.preventDefault();
      }}
    />
  );
}

/** Whether a mouse, a finger or a pen asks for the menu, and not the keyboard. */
function byPointer(event: MouseEvent): boolean {
  return event.button === 2 || event.ctrlKey || (event instanceof PointerEvent && event.pointerType !== '');
}

function afterPaint(run: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(run));
}

/** Whether the key did something. */
function obey(key: string, stage: SigmaStage | null): boolean {
  const { selected } = store.view.value;
  if (key === 'Enter' && selected !== null) {
    store.expand(selected);
    return true;
  }
  if (!isDirection(key)) return false;
  const first = store.shown.value.nodes[0];
  const known = selected !== null && store.nodes.value.has(selected) ? selected : null;
  const next = known === null ? first?.id : neighborTowards(known, key, store.shown.value.edges, (id) => store.position(id));
  const node = next ? store.nodes.value.get(next) : undefined;
  batch(() => {
    store.heard.value = node ? `${node.name}, ${countWords([node]).replace(/^1 /, '')}${tailOf(node)}` : '';
    store.said.value = node ? '' : 'No neighbor lies there';
  });
  if (!node) return true;
  store.select(node.id);
  stage?.reveal(node.id);
  return true;
}
