/** Pieces that the facts of every kind are made of. */
import type { ComponentChildren } from 'preact';

import { store } from '../../model/store';
import { kindOf } from '../../model/view';
import { KindIcon } from '../Icon';
import { count as formatted, percent } from '../words';

/** Key figures in a row; those without a value are left out. */
export function Figures({ rows }: { readonly rows: readonly (readonly [string, string | null, string?])[] }) {
  return (
    <dl class="figures">
      {rows.map(
        ([name, value, note]) =>
          value !== null &&
          value !== '' && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                {value}
                {note !== undefined && <span class="small"> {note}</span>}
              </dd>
            </div>
          ),
      )}
    </dl>
  );
}

export function Section({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <section class="facts-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

interface NodeButtonProps {
  readonly id: string;
  readonly name: string;
  readonly note?: string;
}

/** A node named in the facts: chooses it, and brings it into the graph where it is not yet. */
export function NodeButton({ id, name, note }: NodeButtonProps) {
  const kind = kindOf(id);
  const shown = store.nodes.value.has(id);
  const go = (): void => (shown ? store.select(id) : store.addRoots([id]));
  return (
    <button type="button" class="node-button" onClick={go} title={shown ? 'Choose in the graph' : 'Add to the graph'}>
      {kind && <KindIcon kind={kind} />}
      <bdi>{name}</bdi>
      {note !== undefined && note !== '' && <span class="small">{note}</span>}
    </button>
  );
}

interface FigureValue {
  readonly claimed: number | null;
  readonly claimedBy: string | null;
  readonly inGraph: number | null;
  readonly coverage: number | null;
}

/** A figure with its source: the claim of a source first, else what is counted here; null where nobody speaks. */
export function figure(value: FigureValue): readonly [string, string] | null {
  if (value.claimed !== null) return [value.claimed.toLocaleString('en'), value.claimedBy === null ? '' : `by ${value.claimedBy}`];
  if (value.inGraph === null) return null;
  const part = value.coverage !== null && value.coverage < 1 ? `, references known for ${percent(value.coverage)} of papers` : '';
  return [value.inGraph.toLocaleString('en'), `counted here${part}`];
}

interface YearCount {
  readonly year: number | null;
  readonly count: number;
}

/** Bars of papers a year; the sentence below says the same. */
export function YearBars({ counts }: { readonly counts: readonly YearCount[] }) {
  const known = counts.flatMap(({ year, count }) => (year === null ? [] : [{ year, count }]));
  const first = known[0];
  const last = known.at(-1);
  if (!first || !last || known.length < 2) return null;
  const span = last.year - first.year + 1;
  const most = known.reduce((best, one) => (one.count > best.count ? one : best), first);
  return (
    <figure class="bars">
      <svg viewBox={`0 0 ${span * 10} 40`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {known.map(({ year, count }) => {
          const height = (count / most.count) * 40;
          return <rect key={year} x={(year - first.year) * 10 + 1} y={40 - height} width={8} height={height} />;
        })}
      </svg>
      <figcaption>
        <span>{first.year}</span>
        <span>
          papers a year, most in {most.year}: {formatted(most.count)}
        </span>
        <span>{last.year}</span>
      </figcaption>
    </figure>
  );
}

/** A link that data names: shown as text where it is none of the web. `rel` keeps the address of the view to ourselves. */
export function Out({ href, children }: { readonly href: string; readonly children: ComponentChildren }) {
  if (!/^https?:\/\//i.test(href)) return <span>{children}</span>;
  return (
    <a href={href} rel="noreferrer">
      {children}
    </a>
  );
}

