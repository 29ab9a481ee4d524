// How two people are connected, and by which papers. usage: node path.mts [ID ID]
import { ask } from "./client.mts";

interface Paths {
  paths: {
    paths: {
      nodes: { name: string }[];
      edges: { papers: { title: string; year: number | null }[] }[];
    }[];
    reason: string | null;
  };
}

const [from = "AXGRPJ5FN0DKV33Z3", to = "A1VMEAQC7MB2CHV6E"] = process.argv.slice(2);
const { paths: found } = await ask<Paths>("path", { from, to });
for (const path of found.paths) {
  console.log(path.nodes.map((node) => node.name).join(" -- "));
  for (const paper of path.edges.flatMap((edge) => edge.papers)) console.log(`  ${paper.year}  ${paper.title}`);
}
if (found.paths.length === 0) console.log(`no path: ${found.reason}`);
