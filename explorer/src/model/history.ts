/** The browser's history as the list of undo steps: undo and the back button are the same. */

export interface Steps {
  /** The query string of the current step. */
  search(): string;
  /** Number of the current step, counted from the first of this visit. */
  at(): number;
  push(search: string, step: number): void;
  replace(search: string, step: number): void;
  /** Goes that many steps; `moved` is told when there. */
  go(steps: number): void;
  listen(moved: () => void): void;
}

interface State {
  readonly step?: unknown;
}

export const browserSteps: Steps = {
  search: () => location.search,
  at() {
    const step = (history.state as State | null)?.step;
    return typeof step === 'number' ? step : 0;
  },
  push: (search, step) => history.pushState({ step }, '', location.pathname + search),
  replace(search, step) {
    try {
      history.replaceState({ step }, '', location.pathname + search);
    } catch {
      // A browser that was asked too often refuses for a while; the next change writes all of it again.
    }
  },
  go: (steps) => history.go(steps),
  listen: (moved) => addEventListener('popstate', moved),
};
