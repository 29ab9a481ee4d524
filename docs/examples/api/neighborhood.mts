// Who surrounds a person, two steps far. usage: node neighborhood.mts [ID]
import { ask } from "./client.mts";

interface Neighborhood {
  neighborhood: {
    nodes: { id: string; name: string }[];
    edges: { source: string; target: string; paperCount: number | null }[];
    counts: { kind: string; shown: number; total: number }[];
    truncated: boolean;
  };
}

const root = process.argv[2] ?? "AXGRPJ5FN0DKV33Z3";
const { neighborhood: found } = await ask<Neighborhood>("neighborhood", { roots: [root] });
const names = new Map(found.nodes.map((node) => [node.id, node.name]));
for (const edge of found.edges) {
  console.log(`${names.get(edge.source)} -- ${names.get(edge.target)}  ${edge.paperCount} papers`);
}
const shown = found.counts.map((count) => `${count.shown} of ${count.total} ${count.kind}`);
console.log(`${names.size} people, ${shown.join(", ")}${found.truncated ? ", cut at the limit" : ""}`);
