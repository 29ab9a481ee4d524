/** What is under the pointer on the canvas, beside the pointer. */
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { store } from '../model/store';
import type { GraphNode } from '../model/types';
import { fullName, LEVELS } from '../model/words';
import { KindIcon } from './Icon';
import { menuAt } from './ui';
import { counted, KIND_NAMES, strength } from './words';

export function Tooltip() {
  const box = useRef<HTMLDivElement>(null);
  const pointer = useSignal<{ readonly x: number; readonly y: number } | null>(null);

  useEffect(() => {
    const moved = (event: PointerEvent): void => {
      const graph = event.pointerType !== 'touch' && event.target instanceof Element && event.target.closest('[data-graph]');
      pointer.value = graph ? { x: event.clientX, y: event.clientY } : null;
    };
    addEventListener('pointermove', moved, { passive: true });
    return () => removeEventListener('pointermove', moved);
  }, []);

  const at = pointer.value;
  const id = store.hovered.value;
  const node = id === null || menuAt.value ? undefined : store.nodes.value.get(id);

  useLayoutEffect(() => {
    if (!box.current || !at) return;
    const { width, height } = box.current.getBoundingClientRect();
    const right = at.x + 16 + width > innerWidth;
    const below = at.y + 16 + height > innerHeight;
    box.current.style.left = `${right ? Math.max(4, at.x - 16 - width) : at.x + 16}px`;
    box.current.style.top = `${below ? at.y - 16 - height : at.y + 16}px`;
  }, [at, node]);

  if (!node || !at) return null;
  return (
    <div ref={box} class="tooltip" role="presentation">
      <p>
        <KindIcon kind={node.kind} />
        <bdi>{node.name}</bdi>
      </p>
      <p class="small">{lineOf(node)}</p>
      <TieLine id={node.id} />
    </div>
  );
}

function lineOf(node: GraphNode): string {
  const year = node.year === null ? '' : node.kind === 'PAPER' ? String(node.year) : `until ${node.year}`;
  return [KIND_NAMES[node.kind].one, node.level ? LEVELS[node.level] : '', weightOf(node), year].filter(Boolean).join(' · ');
}

function weightOf({ kind, weight }: GraphNode): string {
  if (weight === null) return '';
  if (kind === 'PAPER') return counted(weight, 'citation');
  return kind === 'CLUSTER' ? counted(weight, 'member') : counted(weight, 'paper');
}

/** How it is tied to the chosen node. */
function TieLine({ id }: { readonly id: string }) {
  const { selected } = store.view.value;
  if (selected === null || selected === id) return null;
  const tie = store.shown.value.edges.find(
    ({ source, target }) => (source === selected && target === id) || (source === id && target === selected),
  );
  const chosen = store.nodes.value.get(selected);
  if (!tie || !chosen) return null;
  const papers = tie.paperCount === null ? '' : counted(tie.paperCount, 'shared paper');
  const strong = tie.strength === null ? '' : `strength ${strength(tie.strength)}`;
  const words = [papers, strong].filter(Boolean).join(', ');
  return (
    <p class="small">
      tied to <bdi>{fullName(chosen)}</bdi>
      {words !== '' && `: ${words}`}
    </p>
  );
}
