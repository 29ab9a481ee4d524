/**
 * The same nodes as a table: what the canvas shows to the eye, this gives to everybody. In step both ways: what is
 * chosen or pointed at here is so there.
 */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { store } from '../model/store';
import { Skeleton } from './Failure';
import { KindIcon, Sign } from './Icon';
import { PAGE, pageWith, rowsOf, sorted, type Column, type Row, type Sort } from './rows';
import { menuAt, menuBeside } from './ui';
import { count, counted, KIND_NAMES, strength } from './words';

const COLUMNS: readonly (readonly [Column, string, string])[] = [
  ['kind', 'Kind', 'Kind'],
  ['name', 'Name', 'Name'],
  ['year', 'Year', 'Year of a paper, else of the last paper'],
  ['papers', 'Papers', 'Papers of a person, topic, institution or venue'],
  ['tie', 'Tie', 'Strength of the tie to the chosen node'],
];

const FALLING: ReadonlySet<Column> = new Set(['year', 'papers', 'tie']);

export function List() {
  const { selected } = store.view.value;
  const found = store.matches.value;
  const { nodes, edges } = store.shown.value;
  const [sort, setSort] = useState<Sort>({ column: 'papers', descending: true });
  const [page, setPage] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);

  const rows = useMemo(() => {
    const matching = found === null ? nodes : nodes.filter((node) => found.has(node.id));
    return sorted(rowsOf(matching, edges, selected), sort);
  }, [nodes, edges, selected, found, sort]);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const current = Math.min(page, pages - 1);

  useEffect(() => unpoint, []);
  useEffect(() => {
    const home = pageWith(rows, selected);
    if (home !== null) setPage(home);
  }, [selected]);
  useEffect(() => {
    const row = body.current?.querySelector('[aria-current="true"]')?.closest('tr');
    if (row && !row.contains(document.activeElement)) row.scrollIntoView({ block: 'nearest' });
  }, [selected, current]);

  const sortBy = (column: Column): void => {
    setSort({ column, descending: sort.column === column ? !sort.descending : FALLING.has(column) });
    setPage(0);
  };

  if (nodes.length === 0) return <NoRows />;
  return (
    <div class="list" onPointerLeave={unpoint}>
      <div class="table-frame">
        <table>
          <caption class="sr-only">{counted(rows.length, 'node')} of the graph</caption>
          <thead>
            <tr>
              {COLUMNS.map(([column, words, title]) => (
                <Head key={column} column={column} words={words} title={title} sort={sort} sortBy={sortBy} />
              ))}
            </tr>
          </thead>
          <tbody ref={body} onKeyDown={walk}>
            {rows.slice(current * PAGE, (current + 1) * PAGE).map((row) => (
              <ListRow key={row.node.id} row={row} chosen={row.node.id === selected} />
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={current} pages={pages} total={rows.length} go={setPage} />
    </div>
  );
}

function NoRows() {
  if (store.status.value.state === 'loading')
    return (
      <div class="pane-note">
        <Skeleton lines={8} />
      </div>
    );
  const filtered = store.nodes.value.size > 0;
  return <p class="small pane-note">{filtered ? 'The filters leave nothing to show.' : 'Nothing is shown yet. Search for somebody to begin.'}</p>;
}

interface HeadProps {
  readonly column: Column;
  readonly words: string;
  readonly title: string;
  readonly sort: Sort;
  readonly sortBy: (column: Column) => void;
}

function Head({ column, words, title, sort, sortBy }: HeadProps) {
  const on = sort.column === column;
  return (
    <th scope="col" class={`column-${column}`} aria-sort={on ? (sort.descending ? 'descending' : 'ascending') : undefined}>
      <button type="button" title={title} onClick={() => sortBy(column)}>
        <span class={column === 'kind' ? 'sr-only' : ''}>{words}</span>
        {(on || column === 'kind') && <Sign name={on && sort.descending ? 'sortDown' : 'sortUp'} />}
      </button>
    </th>
  );
}

function ListRow({ row: { node, papers, tie }, chosen }: { readonly row: Row; readonly chosen: boolean }) {
  const { id, kind, name, year } = node;
  return (
    <tr
      class={chosen ? 'chosen' : ''}
      onPointerEnter={() => (store.hovered.value = id)}
      onClick={() => store.select(id)}
      onContextMenu={(event) => {
        event.preventDefault();
        if (event.button === 2) menuAt.value = { id, x: event.clientX, y: event.clientY };
        else menuBeside(id, event.currentTarget);
      }}
    >
      <td class="column-kind">
        <KindIcon kind={kind} />
        <span class="sr-only">{KIND_NAMES[kind].one}</span>
      </td>
      <th scope="row" class="column-name">
        <button
          type="button"
          data-row={id}
          aria-current={chosen ? 'true' : undefined}
          onFocus={() => (store.hovered.value = id)}
          onBlur={unpoint}
          onClick={(event) => {
            event.stopPropagation();
            store.select(id);
          }}
        >
          <bdi>{name}</bdi>
        </button>
      </th>
      <td class="number">{year ?? ''}</td>
      <td class="number">{papers === null ? '' : count(papers)}</td>
      <td class="number">{tie === null ? '' : tie === 0 ? 'yes' : strength(tie)}</td>
    </tr>
  );
}

function unpoint(): void {
  store.hovered.value = null;
}

/** Up and down walk the names, so that a list of hundreds is no trap of hundreds of tab stops to look at. */
function walk(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined || !(event.target instanceof HTMLElement)) return;
  const names = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[data-row]')];
  const next = names[names.indexOf(event.target) + step];
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}

interface PagerProps {
  readonly page: number;
  readonly pages: number;
  readonly total: number;
  readonly go: (page: number) => void;
}

function Pager({ page, pages, total, go }: PagerProps) {
  return (
    <div class="pager">
      <span class="small">
        {pages === 1
          ? counted(total, 'node')
          : `${count(page * PAGE + 1)}–${count(Math.min(total, (page + 1) * PAGE))} of ${count(total)}`}
      </span>
      {pages > 1 && (
        <span>
          <button type="button" class="button small-button" disabled={page === 0} onClick={() => go(page - 1)}>
            Back
          </button>
          <button type="button" class="button small-button" disabled={page === pages - 1} onClick={() => go(page + 1)}>
            Next
          </button>
        </span>
      )}
    </div>
  );
}
