// All papers of a topic, a line each, page after page. usage: node topic-papers.mts [EXTERNAL-ID]
import { ask } from "./client.mts";

interface Page {
  topic: {
    papers: {
      nodes: { id: string; title: string; year: number | null }[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
  };
}

const topic = process.argv[2] ?? "openalex:T10399";
let after: string | null = null;
do {
  const page: Page = await ask<Page>("topic-papers", { topic, after });
  const { nodes, pageInfo } = page.topic.papers;
  for (const paper of nodes) console.log(`${paper.id}  ${paper.year ?? "-"}  ${paper.title}`);
  after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
} while (after !== null);
