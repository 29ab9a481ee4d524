// Search, then open the first hit. usage: node search.mts [WORDS]
import { ask } from "./client.mts";

interface Search {
  search: {
    nodes: { id: string; name: string; paperCount: number; firstYear: number | null; lastYear: number | null }[];
  };
}
interface Open {
  node: { papers: { nodes: { title: string; year: number | null }[] } };
}

const { search } = await ask<Search>("search", { text: process.argv[2] ?? "qun liu", kinds: ["AUTHOR"] });
for (const hit of search.nodes) {
  console.log(`${hit.id}  ${hit.name}  ${hit.paperCount} papers, ${hit.firstYear}-${hit.lastYear}`);
}
const first = search.nodes[0];
if (first !== undefined) {
  const { node } = await ask<Open>("open", { id: first.id });
  for (const paper of node.papers.nodes) console.log(`  ${paper.year}  ${paper.title}`);
}
