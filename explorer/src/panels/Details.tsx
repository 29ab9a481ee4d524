/** The panel of the chosen node. */
import { store } from '../model/store';
import type { GraphNode, Kind, Level } from '../model/types';
import { LEVELS } from '../model/words';
import { dismissOne, isPinned, openCluster, pathFromHere, togglePin } from './actions';
import { ClusterFacts } from './ClusterFacts';
import { AuthorFacts } from './facts/AuthorFacts';
import { InstitutionFacts, PaperFacts, TopicFacts, VenueFacts } from './facts/OtherFacts';
import { KindIcon, Sign, type SignName } from './Icon';
import { Reach } from './Reach';
import { tall, toGraph } from './ui';
import { KIND_NAMES, pageOf } from './words';

export function Details() {
  const { selected, cluster } = store.view.value;
  const node = selected === null ? undefined : store.nodes.value.get(selected);
  if (node) return <NodeDetails key={node.id} node={node} />;
  if (cluster !== null) return <ClusterDetails key={cluster} id={cluster} />;
  return null;
}

function NodeDetails({ node }: { readonly node: GraphNode }) {
  const { id, kind, name } = node;
  const leave = (): void => {
    store.select(null);
    toGraph();
  };
  return (
    <section class="details" aria-labelledby="details-name">
      <header class="details-head">
        <p class="kind-line">
          <KindIcon kind={kind} />
          <span>{kindLine(kind, node.level)}</span>
          {isPinned(id) && <span class="badge">pinned</span>}
        </p>
        <div class="row">
          <button type="button" class="button sheet-only" aria-expanded={tall.value} onClick={() => (tall.value = !tall.value)}>
            {tall.value ? 'Less' : 'More'}
          </button>
          <button type="button" class="icon-button" aria-label="Close" title="Close" onClick={leave}>
            <Sign name="close" />
          </button>
        </div>
        <h2 id="details-name" tabIndex={-1}>
          <bdi>{name}</bdi>
        </h2>
        <a class="page-link" href={pageOf(kind, id)}>
          Open the full page
          <Sign name="page" />
        </a>
      </header>
      <Acts node={node} />
      <section class="facts-section">
        <h3>Add to the graph</h3>
        <Reach node={node} />
      </section>
      <Facts node={node} />
    </section>
  );
}

/** `paper`; `cluster, core`. */
function kindLine(kind: Kind, level?: Level | null): string {
  return level ? `${KIND_NAMES[kind].one}, ${LEVELS[level]}` : KIND_NAMES[kind].one;
}

function Facts({ node: { id, kind } }: { readonly node: GraphNode }) {
  switch (kind) {
    case 'AUTHOR':
      return <AuthorFacts id={id} />;
    case 'PAPER':
      return <PaperFacts id={id} />;
    case 'TOPIC':
      return <TopicFacts id={id} />;
    case 'INSTITUTION':
      return <InstitutionFacts id={id} />;
    case 'VENUE':
      return <VenueFacts id={id} />;
    case 'CLUSTER':
      return <ClusterFacts id={id} />;
  }
}

function Acts({ node }: { readonly node: GraphNode }) {
  const { id, kind } = node;
  const open = store.isExpanded(id);
  return (
    <div class="acts" role="group" aria-label="Actions">
      {open ? (
        <Act sign="collapse" label="Collapse" onClick={() => store.collapse(id)} />
      ) : (
        <Act sign="expand" label="Expand" onClick={() => store.expand(id)} />
      )}
      <Act sign="pin" label={isPinned(id) ? 'Unpin' : 'Pin'} onClick={() => togglePin(id)} />
      {kind === 'AUTHOR' && <Act sign="path" label="Path from here" onClick={() => pathFromHere(node)} />}
      {kind === 'CLUSTER' && store.view.value.cluster !== id && <Act sign="graph" label="Show members" onClick={() => openCluster(id)} />}
      <Act sign="hide" label="Dismiss" onClick={() => dismissOne(id)} />
      <Act sign="only" label="Dismiss others" onClick={() => store.dismissOthers([id])} />
    </div>
  );
}

interface ActProps {
  readonly sign: SignName;
  readonly label: string;
  readonly onClick: () => void;
}

function Act({ sign, label, onClick }: ActProps) {
  return (
    <button type="button" class="button act" onClick={onClick}>
      <Sign name={sign} />
      {label}
    </button>
  );
}

/** The panel of the cluster that is shown as a whole. */
function ClusterDetails({ id }: { readonly id: string }) {
  return (
    <section class="details" aria-label="Cluster">
      <header class="details-head">
        <p class="kind-line">
          <KindIcon kind="CLUSTER" />
          <span>{kindLine('CLUSTER', store.cluster.value?.level)}</span>
        </p>
        <button
          type="button"
          class="icon-button"
          aria-label="Leave the cluster"
          title="Leave the cluster"
          onClick={() => {
            store.showCluster(null);
            toGraph();
          }}
        >
          <Sign name="close" />
        </button>
      </header>
      <ClusterFacts id={id} titled />
    </section>
  );
}
