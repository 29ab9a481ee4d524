// A profile page in one round trip. usage: node profile.mts [EXTERNAL-ID]
import { ask } from "./client.mts";

interface Profile {
  author: {
    id: string;
    name: string;
    identity: { evidence: string | null };
    metrics: { paperCount: number };
    papers: { nodes: { title: string; year: number | null }[] };
    collaborators: { edges: { paperCount: number; node: { name: string } }[] };
  } | null;
}

const externalId = process.argv[2] ?? "orcid:0000-0002-7000-1792";
const { author } = await ask<Profile>("profile", { externalId });
if (author === null) throw new Error(`nobody has ${externalId}`);
console.log(
  `${author.name} (${author.id}): ${author.metrics.paperCount} papers, identity ${author.identity.evidence}`,
);
for (const paper of author.papers.nodes) console.log(`  ${paper.year}  ${paper.title}`);
for (const edge of author.collaborators.edges) console.log(`  ${edge.paperCount} with ${edge.node.name}`);
