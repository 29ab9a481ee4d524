/** What stands over the graph while there is none: at the start, while loading, when something failed. */
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

import { ask } from '../api/ask';
import { SAMPLE_PEOPLE } from '../api/documents';
import type { ResultOf } from '../api/graphql';
import { MOST_AMONG } from '../model/graph';
import { store } from '../model/store';
import { kindOf, NO_FILTERS } from '../model/view';
import { cancel, show } from './actions';
import { useAnswer } from './answer';
import { Failure, Skeleton } from './Failure';
import { personLine } from './hits';
import { KindIcon } from './Icon';
import { count, counted, honesty, KIND_NAMES, partOf } from './words';

/** ms after which a reader is told that it takes long. */
const LONG = 1000;

export function States() {
  const { state, error } = store.status.value;
  const empty = store.nodes.value.size === 0;
  if (state === 'failed')
    return empty ? (
      <div class="state">
        <Failure what="The graph could not be loaded." error={error} />
      </div>
    ) : (
      <div class="state state-corner">
        <Failure what="The last step could not be loaded." error={error} leave={() => store.leaveFailed()} />
      </div>
    );
  if (state === 'loading') return <Loading empty={empty} />;
  if (!empty) return store.shown.value.nodes.length === 0 ? <AllFiltered /> : null;
  const { roots, dismissed, path, cluster } = store.view.value;
  if (dismissed.length > 0)
    return (
      <Notice text={`You dismissed everything that was here (${counted(dismissed.length, 'node')}).`}>
        <button type="button" class="button primary" onClick={() => store.restore()}>
          Bring all back
        </button>
      </Notice>
    );
  if (roots.length > 0 || cluster !== null || path !== null)
    return (
      <Notice text="Nothing in this graph answers to that address. What it named may have been removed since.">
        <button type="button" class="button primary" onClick={() => store.clear()}>
          Start anew
        </button>
      </Notice>
    );
  return <Empty />;
}

function AllFiltered() {
  return (
    <Notice text={`The filters hide all ${counted(store.nodes.value.size, 'node')}.`}>
      <button type="button" class="button primary" onClick={() => store.setFilters(NO_FILTERS)}>
        Reset filters
      </button>
    </Notice>
  );
}

function Notice({ text, children }: { readonly text: string; readonly children: ComponentChildren }) {
  return (
    <div class="state">
      <div class="notice" role="status">
        <p>{text}</p>
        {children}
      </div>
    </div>
  );
}

function Loading({ empty }: { readonly empty: boolean }) {
  const [long, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <div class="progress" aria-hidden="true" />
      {empty && <div class="ghost" aria-hidden="true" />}
      {long && (
        <div class={empty ? 'state' : 'state state-corner'}>
          <div class="notice" role="status">
            <p>{store.status.value.text || 'Loading'}: this takes longer than usual.</p>
            <button type="button" class="button" onClick={cancel}>
              Cancel
            </button>
          </div>
        </div>
      )}
    </>
  );
}

function Empty() {
  const { value, error } = useAnswer('sample people', (signal) => ask(SAMPLE_PEOPLE, {}, signal));
  return (
    <div class="state">
      <div class="empty">
        <h2>Walk the research graph</h2>
        <p>
          Search for a person, a paper, a topic or an institution, or begin with somebody below. Then expand what
          interests you, filter by years, and find how two people are linked.
        </p>
        <Holdings />
        <h3>People with the most papers here</h3>
        {error !== null && <Failure what="The examples could not be loaded." error={error} />}
        {value === null && error === null && <Skeleton lines={6} />}
        <ul class="samples">{value?.authors.nodes.map((person) => <Sample key={person.id} person={person} />)}</ul>
      </div>
    </div>
  );
}

type Person = ResultOf<typeof SAMPLE_PEOPLE>['authors']['nodes'][number];

function Sample({ person: { id, name, metrics, affiliations, topics } }: { readonly person: Person }) {
  const line = personLine(metrics, affiliations[0]?.institution.name, topics).join(' · ');
  return (
    <li>
      <button type="button" class="sample" onClick={() => show(id)}>
        <KindIcon kind="AUTHOR" />
        <span class="hit">
          <span class="hit-name">
            <bdi>{name}</bdi>
          </span>
          <span class="hit-line" title={line}>
            {line}
          </span>
        </span>
      </button>
    </li>
  );
}

/** What the graph holds, and as of when. */
function Holdings() {
  const info = store.info.value;
  if (!info) return null;
  const parts = info.nodes.filter((one) => one.count > 0).map(({ kind, count: many }) => `${count(many)} ${KIND_NAMES[kind][many === 1 ? 'one' : 'many']}`);
  return (
    <p class="small">
      {parts.join(', ')}
      {info.asOf !== null && ` · as of ${info.asOf}`}
    </p>
  );
}

/** How much of what there is stands on the screen. */
export function Honesty() {
  const loaded = store.nodes.value.size;
  if (loaded === 0) return null;
  const { dismissed } = store.view.value;
  const { leftOut, nodes } = store.loaded.value;
  const members = store.cluster.value;
  const parts = [...store.totals.value].flatMap(([id, totals]) => {
    const kind = kindOf(id);
    return kind === null ? [] : totals.map((total) => partOf(kind, total)).filter((part) => part !== null);
  });
  if (members) parts.push({ kind: 'AUTHOR', shown: members.nodes.length, total: members.total });
  return (
    <p class="honesty">
      {honesty(store.shown.value.nodes.length, loaded, parts).map((words) => (
        <span key={words}>{words}</span>
      ))}
      {nodes.length > MOST_AMONG && <span>all ties of the first {count(MOST_AMONG)}; of the others those that brought them</span>}
      {leftOut > 0 && <span>{counted(leftOut, 'node')} over the limit of the picture left out</span>}
      {dismissed.length > 0 && (
        <button type="button" class="link" onClick={() => store.restore()}>
          {count(dismissed.length)} dismissed: bring back
        </button>
      )}
    </p>
  );
}
