/** Where a node leads: each kind of neighbors with its count, to add, to add more of, or to see all of on its page. */
import { useEffect, useRef } from 'preact/hooks';

import { store } from '../model/store';
import type { GraphNode, Relation } from '../model/types';
import { asked, kindOf, MOST_NEIGHBORS } from '../model/view';
import { Failure, Skeleton } from './Failure';
import { Sign } from './Icon';
import { useReach } from './reaching';
import { count, pageOf, REACHES } from './words';

export function Reach({ node }: { readonly node: GraphNode }) {
  const { id } = node;
  const { value, error } = useReach(id);
  if (error !== null) return <Failure what="The counts could not be loaded." error={error} />;
  if (value === null) return <Skeleton lines={3} />;
  const rows = REACHES[node.kind].filter(([relation]) => value.get(relation) > 0);
  if (rows.length === 0) return <p class="small">It leads nowhere in this graph.</p>;
  return (
    <ul class="reach">
      {rows.map(([relation, words]) => (
        <ReachRow key={relation} id={id} relation={relation} words={words} total={value.get(relation)} />
      ))}
    </ul>
  );
}

interface RowProps {
  readonly id: string;
  readonly relation: Relation;
  readonly words: string;
  readonly total: number;
}

function ReachRow({ id, relation, words, total }: RowProps) {
  const row = useRef<HTMLLIElement>(null);
  const pressed = useRef(false);
  const known = store.totals.value.get(id)?.find((one) => one.relation === relation);
  const shown = known?.shown ?? 0;

  // The button that was pressed gives way to another: the focus goes along.
  useEffect(() => {
    if (pressed.current && document.activeElement === document.body) row.current?.querySelector<HTMLElement>('button, a')?.focus();
    pressed.current = false;
  }, [shown]);

  const bring = (): void => {
    pressed.current = true;
    if (shown === 0) store.expand(id, [relation]);
    else store.more(id, relation);
  };
  return (
    <li ref={row} class={shown === 0 ? '' : 'reach-open'}>
      {shown === 0 ? (
        <button type="button" class="reach-button" onClick={bring}>
          <Sign name="add" />
          <span class="reach-words">{words}</span>
          <span class="number">{count(total)}</span>
        </button>
      ) : (
        <>
          <span class="reach-words">{words}</span>
          <span class="number">{shown < total ? `${count(shown)} of ${count(total)}` : `all ${count(total)}`}</span>
          {shown < total && <Rest id={id} relation={relation} words={words} bring={bring} />}
        </>
      )}
    </li>
  );
}

interface RestProps {
  readonly id: string;
  readonly relation: Relation;
  readonly words: string;
  readonly bring: () => void;
}

/** More of them, or where the graph takes no more, all of them on the page. */
function Rest({ id, relation, words, bring }: RestProps) {
  const kind = kindOf(id);
  if (kind !== null && asked(store.view.value, id, relation) >= MOST_NEIGHBORS)
    return (
      <a class="reach-all" href={pageOf(kind, id)} aria-label={`All ${words} on the page`}>
        All
      </a>
    );
  return (
    <button type="button" class="button small-button" aria-label={`More ${words}`} onClick={bring}>
      More
    </button>
  );
}
