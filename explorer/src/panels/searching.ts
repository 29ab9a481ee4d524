/** Asks while somebody types: after a pause, and without ever showing an answer to an older text. */

export interface Found<Hit> {
  readonly state: 'idle' | 'asking' | 'found' | 'failed';
  /** The text that `hits` answer. */
  readonly text: string;
  readonly hits: readonly Hit[];
  readonly error: unknown;
}

export interface Searching {
  /** The text is now this one; asks after the pause, forgets what was under way. */
  type(text: string): void;
  stop(): void;
}

export const NOTHING: Found<never> = { state: 'idle', text: '', hits: [], error: null };

/** `tell` gets every state in turn; hits of the text before stay while the next is asked for. `pause` in ms. */
export function searching<Hit>(
  ask: (text: string, signal: AbortSignal) => Promise<readonly Hit[]>,
  tell: (found: Found<Hit>) => void,
  pause = 150,
): Searching {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: AbortController | undefined;
  let last: Found<Hit> = NOTHING;

  const told = (found: Found<Hit>): void => {
    last = found;
    tell(found);
  };
  const stop = (): void => {
    clearTimeout(timer);
    running?.abort();
    running = undefined;
  };
  const start = async (text: string): Promise<void> => {
    const mine = new AbortController();
    running = mine;
    try {
      const hits = await ask(text, mine.signal);
      if (running === mine) told({ state: 'found', text, hits, error: null });
    } catch (error) {
      if (running === mine) told({ state: 'failed', text, hits: [], error });
    }
  };
  return {
    stop,
    type(text) {
      stop();
      const wanted = text.trim().replace(/\s+/g, ' ').slice(0, 200);
      if (wanted === '') {
        told(NOTHING);
        return;
      }
      if (last.state === 'found' && last.text === wanted) return;
      told({ ...last, state: 'asking' });
      timer = setTimeout(() => void start(wanted), pause);
    },
  };
}
