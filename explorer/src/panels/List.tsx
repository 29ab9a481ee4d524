/**
 * The same nodes as a table: what the canvas shows to the eye, this gives to everybody. In step both ways: what is
 * chosen or pointed at here is so there.
 */
import type { RefObject } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';

import { theme } from '../canvas/theme';
import { looks } from '../model/look';
import { store } from '../model/store';
import { LEVELS } from '../model/words';
import { Skeleton } from './Failure';
import { KindIcon, Sign } from './Icon';
import { stopAfter, stopOf, type Stops } from './roving';
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

const HEADS = COLUMNS.map(([column]) => headOf(column));

const FALLING: ReadonlySet<Column> = new Set(['year', 'papers', 'tie']);

export function List() {
  const { selected } = store.view.value;
  const found = store.matches.value;
  const { nodes, edges } = store.shown.value;
  const [sort, setSort] = useState<Sort>({ column: 'papers', descending: true });
  const [page, setPage] = useState(0);
  const table = useRef<HTMLTableElement>(null);

  const rows = useMemo(() => {
    const matching = found === null ? nodes : nodes.filter((node) => found.has(node.id));
    return sorted(rowsOf(matching, edges, selected), sort);
  }, [nodes, edges, selected, found, sort]);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const current = Math.min(page, pages - 1);

  const here = rows.slice(current * PAGE, (current + 1) * PAGE);
  const { colorBy } = store.view.value;
  const look = useMemo(() => looks({ nodes, edges }, colorBy, 'same', theme.value.palette), [nodes, edges, colorBy, theme.value]);
  const { stop, walk, enter } = useStops(table, { heads: HEADS, rows: here.map(({ node }) => node.id) }, headOf(sort.column));

  useEffect(() => unpoint, []);
  useEffect(() => {
    const home = pageWith(rows, selected);
    if (home !== null) setPage(home);
  }, [selected]);
  useEffect(() => {
    const row = table.current?.querySelector('[aria-current="true"]')?.closest('tr');
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
        <table ref={table} onKeyDown={walk} onFocusIn={enter}>
          <caption class="sr-only">
            {counted(rows.length, 'node')} of the graph. Arrow keys walk the rows and, above the first, the columns to sort by.
          </caption>
          <thead>
            <tr>
              {COLUMNS.map(([column, words, title]) => (
                <Head key={column} column={column} words={words} title={title} sort={sort} sortBy={sortBy} stop={stop} />
              ))}
            </tr>
          </thead>
          <tbody>
            {here.map((row) => (
              <ListRow key={row.node.id} row={row} chosen={row.node.id === selected} stop={row.node.id === stop} color={look(row.node).color} />
            ))}
          </tbody>
        </table>
      </div>
      <Pager page={current} pages={pages} total={rows.length} go={setPage} />
    </div>
  );
}

/** The table is one stop of Tab; within it the keys walk. */
function useStops(table: RefObject<HTMLTableElement | null>, stops: Stops, sorted: string) {
  const { selected } = store.view.value;
  const [was, setWas] = useState<string | null>(null);
  useEffect(() => {
    if (!table.current?.contains(document.activeElement)) setWas(null);
  }, [selected]);
  const walk = (event: KeyboardEvent): void => {
    const at = stopAt(event.target);
    const next = at === null ? null : stopAfter(event, at, stops, sorted);
    const found = [...(table.current?.querySelectorAll<HTMLElement>('[data-stop]') ?? [])].find((each) => stopAt(each) === next);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found.focus();
  };
  return { stop: stopOf(stops, was, selected), walk, enter: (event: FocusEvent) => setWas(stopAt(event.target)) };
}

function stopAt(target: EventTarget | null): string | null {
  return target instanceof Element ? target.getAttribute('data-stop') : null;
}

/** The name of a column's head among the stops, which no id of a node is. */
function headOf(column: Column): string {
  return `head ${column}`;
}

function NoRows() {
  const { state } = store.status.value;
  if (state === 'failed') return <p class="small pane-note">Nothing could be loaded.</p>;
  if (state === 'loading')
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
  readonly stop: string | null;
}

function Head({ column, words, title, sort, sortBy, stop }: HeadProps) {
  const on = sort.column === column;
  return (
    <th scope="col" class={`column-${column}`} aria-sort={on ? (sort.descending ? 'descending' : 'ascending') : undefined}>
      <button type="button" title={title} data-stop={headOf(column)} tabIndex={stop === headOf(column) ? 0 : -1} onClick={() => sortBy(column)}>
        <span class={column === 'kind' ? 'sr-only' : ''}>{words}</span>
        {(on || column === 'kind') && <Sign name={on && sort.descending ? 'sortDown' : 'sortUp'} />}
      </button>
    </th>
  );
}

interface RowProps {
  readonly row: Row;
  readonly chosen: boolean;
  /** Whether Tab stops here. */
  readonly stop: boolean;
  readonly color: string;
}

function ListRow({ row: { node, papers, tie }, chosen, stop, color }: RowProps) {
  const { id, kind, name, year, level } = node;
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
        <KindIcon kind={kind} color={color} />
        <span class="sr-only">{KIND_NAMES[kind].one}</span>
      </td>
      <th scope="row" class="column-name">
        <button
          type="button"
          data-row={id}
          data-stop={id}
          tabIndex={stop ? 0 : -1}
          aria-current={chosen ? 'true' : undefined}
          onFocus={() => (store.hovered.value = id)}
          onBlur={unpoint}
          onClick={(event) => {
            event.stopPropagation();
            store.select(id);
          }}
        >
          <bdi>{name}</bdi>
          {level && <span class="level">{LEVELS[level]}</span>}
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
