/** A cluster: what it is about, how far it can be trusted, and who is in it, page by page. */
import { useState } from 'preact/hooks';

import { ask } from '../api/ask';
import { CLUSTER_FACTS } from '../api/documents';
import type { ResultOf } from '../api/graphql';
import { useAnswer } from './answer';
import { Failure, Skeleton } from './Failure';
import { Figures, NodeButton, Section } from './facts/parts';
import { Sign } from './Icon';
import { count, counted, LEVEL_WORDS, pageOf, qualityWords, strength, years } from './words';

type Cluster = NonNullable<ResultOf<typeof CLUSTER_FACTS>['cluster']>;

interface Props {
  readonly id: string;
  /** Whether its label stands here as the heading, with the link to its page. */
  readonly titled?: boolean;
}

export function ClusterFacts({ id, titled = false }: Props) {
  const { value, error } = useAnswer(`cluster ${id}`, (signal) => ask(CLUSTER_FACTS, { id, after: null }, signal));
  if (error !== null) return <Failure what="The cluster could not be loaded." error={error} />;
  if (value === null) return <Skeleton lines={8} />;
  const cluster = value.cluster;
  if (cluster === null) return <p>Nothing is known about this cluster.</p>;
  const words = [...new Set([...cluster.topics, ...cluster.terms])].slice(0, 8);
  return (
    <>
      {titled && (
        <div class="cluster-title">
          <h2 id="details-name" tabIndex={-1}>
            <bdi>{cluster.label}</bdi>
          </h2>
          <a class="page-link" href={pageOf('CLUSTER', cluster.id)}>
            Open the full page
            <Sign name="page" />
          </a>
        </div>
      )}
      <p class="small">{LEVEL_WORDS[cluster.level]}.</p>
      {cluster.status === 'ENDED' && <p class="risk risk-some">The newest run no longer has this cluster.</p>}
      <Figures
        rows={[
          ['Members', count(cluster.size)],
          ['Papers', cluster.paperCount === null ? null : count(cluster.paperCount)],
          ['Years', years(cluster.firstYear, cluster.lastYear)],
        ]}
      />
      <Section title="How far to trust it">
        <Quality sentences={qualityWords(cluster.quality)} />
      </Section>
      {words.length > 0 && (
        <Section title="Typical words">
          <p class="small">{words.join(' · ')}</p>
        </Section>
      )}
      {cluster.venues.length > 0 && (
        <Section title="Typical venues">
          <p class="small">{cluster.venues.join(' · ')}</p>
        </Section>
      )}
      <Members id={cluster.id} first={cluster.members} />
    </>
  );
}

function Quality({ sentences }: { readonly sentences: readonly string[] }) {
  if (sentences.length === 0) return <p class="small">Nothing was measured.</p>;
  return (
    <ul class="small reasons">
      {sentences.map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  );
}

/** The strongest members first; each page is asked for when it is wanted. */
function Members({ id, first }: { readonly id: string; readonly first: Cluster['members'] }) {
  const [pages, setPages] = useState([first]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const last = pages.at(-1) ?? first;
  const edges = pages.flatMap((page) => page.edges);
  const next = async (): Promise<void> => {
    setBusy(true);
    setFailed(null);
    try {
      const { cluster } = await ask(CLUSTER_FACTS, { id, after: last.pageInfo.endCursor });
      if (cluster) setPages([...pages, cluster.members]);
    } catch (error) {
      setFailed(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Section title={counted(first.totalCount, 'member')}>
      {edges.map(({ node, strength: tie }) => (
        <NodeButton key={node.id} id={node.id} name={node.name} note={`${counted(node.metrics.paperCount, 'paper')}, ties ${strength(tie)}`} />
      ))}
      {failed !== null && <Failure what="More members could not be loaded." error={failed} again={() => void next()} />}
      {last.pageInfo.hasNextPage && failed === null && (
        <button type="button" class="button" disabled={busy} onClick={() => void next()}>
          {busy ? 'Loading…' : `More (${count(first.totalCount - edges.length)} left)`}
        </button>
      )}
    </Section>
  );
}
