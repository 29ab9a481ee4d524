/** What a panel asked the API for: asked when its key changes, kept, aborted when nobody waits for it any more. */
import { useEffect, useState } from 'preact/hooks';

export interface Answer<T> {
  readonly value: T | null;
  readonly error: unknown;
  readonly again: () => void;
}

const KEPT = 200;
const kept = new Map<string, unknown>();

function remember(key: string, value: unknown): void {
  kept.delete(key);
  kept.set(key, value);
  const oldest = kept.keys().next();
  if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value);
}

/** `key` names the question: the same key has the same answer. null asks nothing. */
export function useAnswer<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Answer<T> {
  const [state, setState] = useState<{ key: string | null; value: T | null; error: unknown }>({
    key: null,
    value: null,
    error: null,
  });
  const [round, setRound] = useState(0);
  const known = key === null ? undefined : (kept.get(key) as T | undefined);

  useEffect(() => {
    if (key === null || kept.has(key)) return undefined;
    const abort = new AbortController();
    setState({ key, value: null, error: null });
    load(abort.signal).then(
      (value) => {
        remember(key, value);
        if (!abort.signal.aborted) setState({ key, value, error: null });
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setState({ key, value: null, error });
      },
    );
    return () => abort.abort();
  }, [key, round]);

  const mine = state.key === key ? state : { value: null, error: null };
  return { value: known ?? mine.value, error: mine.error, again: () => setRound(round + 1) };
}
