/** What just happened: read out, and shown for a moment. */
import { useEffect } from 'preact/hooks';

import { store } from '../model/store';

const SHOWN_FOR = 5000;

export function Said() {
  const text = store.said.value;
  useEffect(() => {
    if (text === '') return undefined;
    const timer = setTimeout(() => (store.said.value = ''), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <>
      <p class="sr-only" role="status">
        {text}
      </p>
      {text !== '' && (
        <p class="toast" aria-hidden="true">
          {text}
        </p>
      )}
    </>
  );
}
