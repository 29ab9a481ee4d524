/** Runs the layout beside the main thread, in slices: a newer task ends an older one. */

import { type Places, type Task, arrange } from './arrange';

export interface Order {
  readonly number: number;
  readonly task: Task;
}

export interface Report {
  readonly number: number;
  readonly places: Places;
  readonly done: boolean;
}

/** Between two reports, in ms. */
const SLICE = 60;
/** Arrivals whose places are kept. */
const MOST_KNOWN = 2000;

const known = new Map<string, Places>();
let newest = 0;

addEventListener('message', (event: MessageEvent<Order>) => {
  newest = event.data.number;
  void run(event.data);
});

async function run({ number, task }: Order): Promise<void> {
  const steps = arrange(task, known);
  let since = performance.now();
  for (let step = steps.next(); ; step = steps.next()) {
    if (!step.done && performance.now() - since < SLICE) continue;
    const report: Report = { number, places: step.value.slice(), done: step.done === true };
    postMessage(report, { transfer: [report.places.buffer] });
    if (step.done) break;
    await new Promise((resume) => setTimeout(resume));
    if (number !== newest) break;
    since = performance.now();
  }
  for (const story of known.keys()) {
    if (known.size <= MOST_KNOWN) break;
    known.delete(story);
  }
}
