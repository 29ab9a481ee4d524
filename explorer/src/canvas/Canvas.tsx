/** The graph on the screen, walked by pointer, touch and keyboard. */

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { arrangeAlways } from '../layout/client';
import { store } from '../model/store';
import { countWords } from '../model/words';
import { SigmaStage } from './stage';
import { isDirection, neighborTowards } from './walk';

export function Canvas() {
  const container = useRef<HTMLDivElement>(null);
  const stage = useRef<SigmaStage | null>(null);
  const failed = useSignal(false);

  useEffect(() => arrangeAlways(store, () => stage.current?.moved()), []);

  const { roots, path, cluster } = store.view.value;
  const wanted = roots.length > 0 || path !== null || cluster !== null;
  useEffect(() => {
    if (!wanted || stage.current) return;
    // While the graph is asked for, but behind the first paint: making the context takes its time.
    afterPaint(() => {
      if (!container.current || stage.current) return;
      try {
        stage.current = new SigmaStage(store, container.current);
      } catch {
        failed.value = true;
      }
    });
  }, [wanted]);
  useEffect(() => () => stage.current?.kill(), []);

  if (failed.value) return <p class="no-canvas">This browser draws no WebGL. The list shows the same graph.</p>;
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
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key === 'Escape') event.currentTarget.blur();
        else if (!obey(event.key, stage.current)) return;
        event.preventDefault();
      }}
    />
  );
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
  store.said.value = node ? `${node.name}, ${countWords([node]).replace(/^1 /, '')}` : 'No neighbor lies there';
  if (!node) return true;
  store.select(node.id);
  stage?.reveal(node.id);
  return true;
}
