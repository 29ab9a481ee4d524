/** How two people are linked: two pickers, and for each chain the papers that make every tie of it. */
import { useEffect } from 'preact/hooks';

import { store, type PathResult } from '../model/store';
import { Combobox } from './Combobox';
import { KindIcon, Sign } from './Icon';
import { pathFrom, pathTo, type End } from './ui';
import { counted, noPathWords, pageOf, years } from './words';

const PEOPLE = ['AUTHOR'] as const;
const LONGEST = 6;

type Path = PathResult['paths'][number];
type Tie = Path['edges'][number];

export function PathPanel() {
  const asked = store.view.value.path;
  const result = store.pathResult.value;
  const from = pathFrom.value;
  const to = pathTo.value;

  useEffect(() => {
    if (!asked) return;
    if (!isNamed(pathFrom.value, asked.from)) pathFrom.value = endOf(asked.from);
    if (!isNamed(pathTo.value, asked.to)) pathTo.value = endOf(asked.to);
  }, [asked?.from, asked?.to, result]);

  const find = (event: Event): void => {
    event.preventDefault();
    if (from && to) store.findPath(from.id, to.id);
  };
  const swap = (): void => {
    [pathFrom.value, pathTo.value] = [to, from];
  };
  const same = from !== null && from.id === to?.id;
  return (
    <div class="path">
      <form onSubmit={find}>
        <div class="ends-fields">
          <Combobox name="path-from" label="From" placeholder="A person" kinds={PEOPLE} keeps picked={from?.name ?? null} onPick={(hit) => (pathFrom.value = hit)} />
          <Combobox name="path-to" label="To" placeholder="Another person" kinds={PEOPLE} keeps picked={to?.name ?? null} onPick={(hit) => (pathTo.value = hit)} />
        </div>
        <div class="row">
          <button type="submit" class="button primary" disabled={!from || !to || same}>
            Find the path
          </button>
          <button type="button" class="button" disabled={!from && !to} onClick={swap}>
            <Sign name="swap" />
            Swap
          </button>
          {asked && (
            <button type="button" class="button" aria-label="Remove the path" onClick={() => store.clearPath()}>
              Remove
            </button>
          )}
        </div>
        {same && <p class="small">These are the same person.</p>}
      </form>
      {asked && result && <Found result={result} />}
      {asked && !result && store.status.value.state === 'loading' && <p class="small">Looking for a path…</p>}
    </div>
  );
}

/** While the path is asked for an id stands for the name. */
function isNamed(end: End | null, id: string): boolean {
  return end?.id === id && end.name !== id;
}

function endOf(id: string): End {
  return { id, name: store.nodes.value.get(id)?.name ?? id };
}

function Found({ result }: { readonly result: PathResult }) {
  const first = result.paths[0];
  if (!first)
    return (
      <p class="risk risk-some" role="status">
        <Sign name="warning" />
        <span>{result.reason ? noPathWords(result.reason, LONGEST) : 'No path was found.'}</span>
      </p>
    );
  return (
    <div role="status">
      <p>
        {first.length === 1 ? 'They wrote together.' : `Linked by ${counted(first.length, 'co-authorship')}, through ${counted(first.length - 1, 'person', 'people')}.`}{' '}
        <span class="small">
          {result.total > result.paths.length
            ? `Showing ${result.paths.length} of ${counted(result.total, 'chain')} of this length, strongest ties first.`
            : `${counted(result.total, 'chain')} of this length.`}
        </span>
      </p>
      <ol class="paths">
        {result.paths.map((path, at) => (
          <li key={at}>
            <Chain path={path} from={result.from} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function Chain({ path, from }: { readonly path: Path; readonly from: string }) {
  const nodes = path.nodes[0]?.id === from || path.nodes.at(-1)?.id !== from ? path.nodes : [...path.nodes].reverse();
  return (
    <ol class="chain">
      {nodes.map((node, at) => {
        const next = nodes[at + 1];
        const tie = next && path.edges.find((edge) => joins(edge, node.id, next.id));
        return (
          <li key={node.id}>
            <button type="button" class="node-button" onClick={() => store.select(node.id)}>
              <KindIcon kind={node.kind} />
              <bdi>{node.name}</bdi>
            </button>
            {tie && <Shared tie={tie} />}
          </li>
        );
      })}
    </ol>
  );
}

function joins({ source, target }: Tie, one: string, other: string): boolean {
  return (source === one && target === other) || (source === other && target === one);
}

/** The evidence of a tie: the newest papers that the two wrote together. */
function Shared({ tie }: { readonly tie: Tie }) {
  const left = (tie.paperCount ?? 0) - tie.papers.length;
  return (
    <div class="shared">
      <p class="small">{[tie.paperCount === null ? '' : `${counted(tie.paperCount, 'paper')} together`, years(tie.firstYear, tie.lastYear)].filter(Boolean).join(', ')}</p>
      <ul>
        {tie.papers.map((paper) => (
          <li key={paper.id}>
            <a href={pageOf('PAPER', paper.id)}>{paper.title}</a> {paper.year !== null && <span class="small">{paper.year}</span>}
          </li>
        ))}
      </ul>
      {left > 0 && <p class="small">and {counted(left, 'older paper')}</p>}
    </div>
  );
}
