/** Starts the explorer. */
import './style/tokens.css';
import './style/base.css';
import './style/over.css';
import './style/frame.css';
import './style/narrow.css';
import './style/states.css';
import './style/search.css';
import './style/list.css';
import './style/filters.css';
import './style/foot.css';
import './style/facts.css';

import { effect } from '@preact/signals';
import { render } from 'preact';

import { App } from './App';
import { store } from './model/store';
import { fullName } from './model/words';
import { retryAll } from './panels/answer';
import { onKeyDown } from './panels/keys';
import { followDrawing, followPath, followSelection, openListOnce } from './panels/ui';

/** The query with which the reader came; the store writes it anew. */
const arrival = location.search;
const place = document.getElementById('app');
if (place) render(<App />, place);
addEventListener('keydown', onKeyDown);
addEventListener('online', retryAll);
effect(() => {
  const [first] = store.view.value.roots;
  const node = first === undefined ? undefined : store.nodes.value.get(first);
  document.title = node === undefined ? 'Explorer – Research graph' : `${fullName(node)} – Explorer`;
});
followSelection();
followPath();
followDrawing();
openListOnce();
store.start();
chooseLinked();

/** A page that leads here with one node means that node: its panel is open from the start. */
function chooseLinked(): void {
  const [linked] = store.view.value.roots;
  if (linked !== undefined && /^\?roots=[^&,]+$/.test(arrival)) store.select(linked);
}
