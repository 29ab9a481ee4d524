/** Has the store's graph placed by the worker whenever it changed, and tells where its nodes are. */

import { effect } from '@preact/signals';
import type { Graph } from '../model/graph';
import type { Place } from '../model/types';
import { papersRadius } from '../model/look';
import type { View } from '../model/types';
import type { Task } from './arrange';
import type { Order, Report } from './worker';

interface Source {
  readonly loaded: { readonly value: Graph };
  readonly view: { readonly value: View };
  readonly places: Map<string, Place>;
  readonly arranging: { value: boolean };
}

/** Calls `moved` each time places were written to the source. Returns a function that ends it. */
export function arrangeAlways(source: Source, moved: () => void): () => void {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  let number = 0;
  let ids: readonly string[] = [];
  let last: Graph | undefined;
  let lastPins: View['pins'] | undefined;
  worker.addEventListener('message', ({ data }: MessageEvent<Report>) => {
    if (data.number !== number) return;
    ids.forEach((id, index) => {
      const [x = NaN, y = NaN] = data.places.subarray(2 * index, 2 * index + 2);
      if (!Number.isNaN(x)) source.places.set(id, { x, y });
    });
    if (data.done) source.arranging.value = false;
    moved();
  });
  const stop = effect(() => {
    const graph = source.loaded.value;
    const { pins } = source.view.value;
    // Filters, colors and choices change the view, but no place.
    if (graph === last && pins === lastPins) return;
    [last, lastPins] = [graph, pins];
    number += 1;
    ids = graph.nodes.map((node) => node.id);
    source.arranging.value = true;
    worker.postMessage({ number, task: taskOf(graph, pins) } satisfies Order);
  });
  return () => {
    stop();
    worker.terminate();
  };
}

function taskOf(graph: Graph, pins: View['pins']): Task {
  const numbers = new Map(graph.nodes.map((node, number) => [node.id, number]));
  const numberOf = (id: string): number => numbers.get(id) ?? -1;
  return {
    radius: graph.nodes.map(papersRadius),
    arrivals: graph.arrivals.map(({ around, ids, after }) => ({
      around: around === null ? -1 : numberOf(around),
      nodes: ids.map(numberOf),
      after,
    })),
    edges: graph.edges.map((edge, index) => ({
      source: numberOf(edge.source),
      target: numberOf(edge.target),
      strength: edge.strength ?? 0,
      since: graph.since[index] ?? -1,
    })),
    pins: Object.entries(pins)
      .filter(([id]) => numbers.has(id))
      .map(([id, [x, y, after]]) => ({ node: numberOf(id), x, y, after })),
  };
}
