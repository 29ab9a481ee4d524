/** Where each part of the explorer stands. */
import type { ComponentChildren } from 'preact';

import { Canvas } from './canvas/Canvas';
import { store } from './model/store';
import { show } from './panels/actions';
import { Combobox } from './panels/Combobox';
import { ContextMenu } from './panels/ContextMenu';
import { Details } from './panels/Details';
import { Filters } from './panels/Filters';
import { Help } from './panels/Help';
import { Sign, type SignName } from './panels/Icon';
import { Legend } from './panels/Legend';
import { List } from './panels/List';
import { NoPicture } from './panels/NoPicture';
import { PathPanel } from './panels/PathPanel';
import { Said, Toast } from './panels/Said';
import { ShareDialog } from './panels/ShareDialog';
import { Honesty, States } from './panels/States';
import { Toolbar } from './panels/Toolbar';
import { Tooltip } from './panels/Tooltip';
import { details, focusOn, GRAPH, menuAt, menuByKey, openDetails, openPane, pane, ROWS, tall, toGraph, type Pane } from './panels/ui';

export function App() {
  return (
    <>
      <header class="top">
        <button type="button" class="skip" onClick={() => openPane('list', ...ROWS)}>
          To the list of nodes
        </button>
        <h1 class="sr-only">Explorer</h1>
        <a class="brand" href="/" title="Research graph: home">
          <Sign name="graph" />
          <span class="brand-words">Research graph</span>
        </a>
        <Combobox
          name="search"
          className="search"
          label="Search people, papers, topics, institutions"
          placeholder="Search people, papers, topics…"
          onPick={(hit) => {
            show(hit.id);
            toGraph();
          }}
          hint={<kbd class="search-key">/</kbd>}
        />
        <Toolbar />
      </header>
      <Body />
      <Tooltip />
      <Help />
      <ShareDialog />
      <Said />
    </>
  );
}

function Body() {
  const { selected, cluster } = store.view.value;
  const chosen = (selected !== null && store.nodes.value.has(selected)) || cluster !== null;
  const open = details.value && chosen;
  return (
    <main class={`body${pane.value ? ' with-pane' : ''}${open ? ' with-side' : ''}`}>
      <Rail chosen={chosen} open={open} />
      {pane.value && <PaneFrame pane={pane.value} />}
      <div class="stage">
        <div class="stage-room">
          <div class="graph" data-graph>
            <Canvas openMenu={(id, { x, y }) => (menuAt.value = { id, x, y })} openMenuByKey={menuByKey} />
          </div>
          <NoPicture />
          <States />
          <Toast />
        </div>
        <footer class="stage-foot">
          <Legend />
          <Honesty />
        </footer>
      </div>
      {open && (
        <aside class={tall.value ? 'side side-tall' : 'side'} aria-label="Details">
          <Details />
        </aside>
      )}
      <ContextMenu />
    </main>
  );
}

const PANES: Readonly<Record<Pane, { readonly sign: SignName; readonly title: string; readonly body: () => ComponentChildren }>> = {
  list: { sign: 'list', title: 'List', body: () => <List /> },
  filters: { sign: 'filters', title: 'Filters', body: () => <Filters /> },
  path: { sign: 'path', title: 'Path', body: () => <PathPanel /> },
};

function Rail({ chosen, open }: { readonly chosen: boolean; readonly open: boolean }) {
  const { filters } = store.view.value;
  const filtered = filters.fromYear !== null || filters.toYear !== null || filters.minStrength > 0 || filters.text !== '';
  return (
    <nav class="rail" aria-label="Panels">
      {(Object.keys(PANES) as Pane[]).map((name) => (
        <RailButton
          key={name}
          sign={PANES[name].sign}
          label={PANES[name].title}
          on={pane.value === name}
          marked={name === 'filters' && filtered}
          onClick={() => (pane.value === name ? (pane.value = null) : openPane(name, '[data-pane]'))}
        />
      ))}
      <RailButton
        sign="details"
        label="Details"
        on={open}
        off={!chosen}
        onClick={() => {
          if (open) details.value = false;
          else openDetails();
        }}
      />
    </nav>
  );
}

interface RailProps {
  readonly sign: SignName;
  readonly label: string;
  readonly on: boolean;
  readonly off?: boolean;
  readonly marked?: boolean;
  readonly onClick: () => void;
}

function RailButton({ sign, label, on, off = false, marked = false, onClick }: RailProps) {
  return (
    <button type="button" class="rail-button" aria-expanded={on} disabled={off} onClick={onClick}>
      <Sign name={sign} />
      <span>{label}</span>
      {marked && (
        <span class="mark">
          <span class="sr-only">(in force)</span>
        </span>
      )}
    </button>
  );
}

function PaneFrame({ pane: name }: { readonly pane: Pane }) {
  const { title, body } = PANES[name];
  return (
    <section class={`pane pane-${name}`} aria-labelledby="pane-title">
      <header class="pane-head">
        <h2 id="pane-title" data-pane tabIndex={-1}>
          {title}
        </h2>
        <button
          type="button"
          class="icon-button"
          aria-label={`Close: ${title}`}
          title="Close"
          onClick={() => {
            pane.value = null;
            focusOn(GRAPH);
          }}
        >
          <Sign name="close" />
        </button>
      </header>
      <div class="pane-body">{body()}</div>
    </section>
  );
}
