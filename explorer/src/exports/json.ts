/** Everything that is shown, for programs. */

import { isDirected, type Picture } from './picture';

/** An object with `origin`, `view`, `address`, `exported`, `nodes` (with `x`, `y`) and `edges`. */
export function json(picture: Picture): string {
  const { origin, view, address, made, nodes, edges, place } = picture;
  const value = {
    origin,
    view,
    address,
    exported: made.toISOString(),
    nodes: nodes.map((node) => ({ ...node, x: place(node.id)?.x ?? null, y: place(node.id)?.y ?? null })),
    edges: edges.map((edge) => ({ ...edge, directed: isDirected(edge) })),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}
