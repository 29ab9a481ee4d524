/** What colors and shapes mean, with counts; a click takes a kind away and brings it back. */
import { ask } from '../api/ask';
import { CLUSTER_NAMES } from '../api/documents';
import { theme } from '../canvas/theme';
import { clusterShares, yearsOf } from '../model/look';
import { store } from '../model/store';
import type { GraphNode, Kind } from '../model/types';
import { LEVELS } from '../model/words';
import { openCluster } from './actions';
import { useAnswer } from './answer';
import { KindIcon } from './Icon';
import { count, counted, KIND_NAMES, KINDS } from './words';

export function Legend() {
  const loaded = byKind(store.nodes.value.values());
  const visible = byKind(store.shown.value.nodes);
  const kinds = KINDS.filter((kind) => loaded.has(kind));
  if (kinds.length === 0) return null;
  const { colorBy } = store.view.value;
  return (
    <div class="legend">
      {colorBy === 'cluster' && <Clusters />}
      {colorBy === 'year' && <Years />}
      <div class={`legend-row${colorBy === 'kind' ? '' : ' legend-plain'}`} role="group" aria-label="Kinds of nodes">
        {kinds.map((kind) => (
          <LegendKind key={kind} kind={kind} visible={visible.get(kind) ?? 0} loaded={loaded.get(kind) ?? 0} />
        ))}
      </div>
    </div>
  );
}

function byKind(nodes: Iterable<GraphNode>): ReadonlyMap<Kind, number> {
  const counts = new Map<Kind, number>();
  for (const { kind } of nodes) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

interface Props {
  readonly kind: Kind;
  readonly visible: number;
  readonly loaded: number;
}

function LegendKind({ kind, visible, loaded }: Props) {
  const { hiddenKinds } = store.view.value.filters;
  const on = !hiddenKinds.includes(kind);
  const { one, many } = KIND_NAMES[kind];
  const toggle = (): void =>
    store.setFilters({ hiddenKinds: on ? [...hiddenKinds, kind] : hiddenKinds.filter((other) => other !== kind) });
  return (
    <button type="button" class="legend-kind" aria-pressed={on} onClick={toggle} title={`${on ? 'Hide' : 'Show'} ${many}`}>
      <KindIcon kind={kind} />
      <span>{loaded === 1 ? one : many}</span>
      <span class="number">{on && visible < loaded ? `${count(visible)} of ${count(loaded)}` : count(loaded)}</span>
    </button>
  );
}

/** The clusters that have a color of their own, with the shown people of each; a click shows one as a whole. */
function Clusters() {
  const { named, others, unclustered } = clusterShares(store.shown.value.nodes);
  const ids = named.map(({ id }) => id);
  const { value, error } = useAnswer(ids.length === 0 ? null : `clusters ${ids.join(' ')}`, (signal) =>
    ask(CLUSTER_NAMES, { ids: [...ids] }, signal),
  );
  if (ids.length === 0) return <p class="legend-note">Nobody here is in a cluster.</p>;
  const known = new Map(value?.nodes.flatMap((node) => (node?.__typename === 'Cluster' ? [[node.id, node] as const] : [])));
  const { clusters, other } = theme.value.palette;
  return (
    <div class="legend-row legend-clusters" role="group" aria-label="Colors of clusters">
      {named.map(({ id, people }, rank) => {
        const cluster = known.get(id);
        return (
          <button key={id} type="button" class="legend-kind legend-cluster" title={cluster ? `Show the whole cluster: ${cluster.label}` : 'Show the whole cluster'} onClick={() => openCluster(id)}>
            <Swatch color={clusters[rank]} />
            <bdi class="legend-label">{cluster?.label ?? (error === null ? '…' : id)}</bdi>
            {cluster && <span class="small">{LEVELS[cluster.level]}</span>}
            <span class="number">{count(people)}</span>
          </button>
        );
      })}
      {others.clusters > 0 && <Rest color={other} words={counted(others.clusters, 'other')} people={others.people} />}
      {unclustered > 0 && <Rest color={other} words="in no cluster" people={unclustered} />}
    </div>
  );
}

function Swatch({ color }: { readonly color: string | undefined }) {
  return <span class="swatch" style={{ background: color }} />;
}

function Rest({ color, words, people }: { readonly color: string; readonly words: string; readonly people: number }) {
  return (
    <span class="legend-kind legend-cluster">
      <Swatch color={color} />
      <span>{words}</span>
      <span class="number">{count(people)}</span>
    </span>
  );
}

function Years() {
  const span = yearsOf(store.shown.value.nodes);
  if (!span) return null;
  const [first, last] = theme.value.palette.years;
  return (
    <p class="legend-note legend-scale">
      <span>{span[0]}</span>
      <span class="year-ramp" style={{ background: `linear-gradient(90deg, ${first}, ${last})` }} />
      <span>{span[1]}</span>
      <span>last year known</span>
    </p>
  );
}
