/** What a panel asked the API for: asked when its key changes, kept, aborted when nobody waits for it any more. */
import { useEffect, useState } from 'preact/hooks';

import { store } from '../model/store';

export interface Answer<T> {
  readonly value: T | null;
  readonly error: unknown;
}

/** Each asks again for an answer that failed and is still waited for. */
const failed = new Set<() => void>();

/** Asks again for everything that could not be loaded, graph and panels. */
export function retryAll(): void {
  if (store.status.value.state === 'failed') store.retry();
  for (const again of [...failed]) again();
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
  useEffect(() => {
    if (mine.error === null) return undefined;
    const again = (): void => setRound((before) => before + 1);
    failed.add(again);
    return () => void failed.delete(again);
  }, [mine.error]);
  return { value: known ?? mine.value, error: mine.error };
}
