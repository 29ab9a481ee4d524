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
for (const count of found.counts) console.log(`${count.shown} of the root's ${count.total} ${count.kind} are here`);
console.log(`${names.size} people, ${found.truncated ? "cut at a limit" : "all there are"}`);
