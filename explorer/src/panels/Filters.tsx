/** What is shown of what is loaded, and what color and size tell. */
import { useId } from 'preact/hooks';

import { store } from '../model/store';
import type { ColorBy, SizeBy } from '../model/types';
import { LONGEST_TEXT } from '../model/url';
import { NO_FILTERS } from '../model/view';
import { STEPS, stepOf, strengthAt, strongest, yearSpan, type YearSpan } from './spans';
import { counted, strength } from './words';

const COLORS: readonly (readonly [ColorBy, string])[] = [
  ['kind', 'Kind'],
  ['cluster', 'Cluster'],
  ['year', 'Year'],
];

const SIZES: readonly (readonly [SizeBy, string])[] = [
  ['papers', 'Papers'],
  ['strength', 'Strength'],
  ['same', 'Same'],
];

export function Filters() {
  const { filters, colorBy, sizeBy } = store.view.value;
  const span = yearSpan(store.nodes.value.values(), store.edges.value);
  const filtered = filters.fromYear !== null || filters.toYear !== null || filters.minStrength > 0 || filters.text !== '' || filters.hiddenKinds.length > 0;
  return (
    <div class="filters">
      <TextFilter />
      {span ? <YearSlider span={span} /> : <p class="small">There are no years to filter by yet.</p>}
      <StrengthFilter />
      <Choice legend="Color by" options={COLORS} value={colorBy} onChoose={(value) => store.setColorBy(value)} />
      <Choice legend="Size by" options={SIZES} value={sizeBy} onChoose={(value) => store.setSizeBy(value)} />
      <button type="button" class="button" disabled={!filtered} onClick={() => store.setFilters(NO_FILTERS)}>
        Reset filters
      </button>
    </div>
  );
}

function TextFilter() {
  const id = useId();
  const found = store.matches.value;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        Find in the graph
      </label>
      <input
        id={id}
        data-field="text-filter"
        type="search"
        value={store.view.value.filters.text}
        placeholder="Words of a name"
        maxLength={LONGEST_TEXT}
        autocomplete="off"
        onInput={(event) => store.setFilters({ text: event.currentTarget.value })}
      />
      <p class="small" role="status">
        {found === null ? 'What does not match is dimmed.' : `${counted(found.size, 'match', 'matches')} of ${counted(store.nodes.value.size, 'node')}`}
      </p>
    </div>
  );
}

/** Two sliders over one track; each end keeps to its side of the other. */
function YearSlider({ span }: { readonly span: YearSpan }) {
  const { first, last, counts } = span;
  const { fromYear, toYear } = store.view.value.filters;
  const from = Math.max(first, Math.min(fromYear ?? first, last));
  const to = Math.min(last, Math.max(toYear ?? last, first));
  const set = (next: readonly [number, number]): void =>
    store.setFilters({ fromYear: next[0] <= first ? null : next[0], toYear: next[1] >= last ? null : next[1] });
  const most = Math.max(...counts);
  const range = { type: 'range', min: first, max: last, step: 1 } as const;
  const near = from - first > (last - first) / 2;
  return (
    <fieldset class="field years">
      <legend class="field-label">
        Years <output>{from === to ? from : `${from}–${to}`}</output>
      </legend>
      <svg class="year-bars" viewBox={`0 0 ${counts.length * 10} 30`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        {counts.map((each, at) => {
          const height = (each / most) * 30;
          const inside = first + at >= from && first + at <= to;
          return <rect key={at} class={inside ? 'inside' : ''} x={at * 10 + 1} y={30 - height} width={8} height={height} />;
        })}
      </svg>
      <div class="two-ends">
        <input
          {...range}
          class={near ? 'above' : ''}
          aria-label="From year"
          value={from}
          onInput={(event) => set([Math.min(event.currentTarget.valueAsNumber, to), to])}
        />
        <input
          {...range}
          aria-label="To year"
          value={to}
          onInput={(event) => set([from, Math.max(event.currentTarget.valueAsNumber, from)])}
        />
      </div>
      <p class="small ends">
        <span>{first}</span>
        <span>papers and ties of each year</span>
        <span>{last}</span>
      </p>
    </fieldset>
  );
}

function StrengthFilter() {
  const id = useId();
  const most = strongest(store.edges.value);
  const { minStrength } = store.view.value.filters;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        Ties at least as strong as <output>{minStrength === 0 ? 'any' : strength(minStrength)}</output>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={STEPS}
        step={1}
        disabled={most === 0}
        value={stepOf(minStrength, most)}
        aria-valuetext={minStrength === 0 ? 'any' : strength(minStrength)}
        onInput={(event) => store.setFilters({ minStrength: strengthAt(event.currentTarget.valueAsNumber, most) })}
      />
      <p class="small ends">
        <span>all</span>
        <span>{most > 0 ? strength(most) : 'no strengths here'}</span>
      </p>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly options: readonly (readonly [T, string])[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
}

function Choice<T extends string>({ legend, options, value, onChoose }: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset class="field">
      <legend class="field-label">{legend}</legend>
      <div class="choice">
        {options.map(([option, words]) => (
          <label key={option}>
            <input type="radio" name={name} checked={option === value} onChange={() => onChoose(option)} />
            <span>{words}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
