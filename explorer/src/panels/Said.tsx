/** What just happened: read out, and shown for a moment, unless the picture shows it. */
import { useEffect } from 'preact/hooks';

import { store } from '../model/store';

const SHOWN_FOR = 3000;

export function Said() {
  const text = store.said.value;
  const heard = store.heard.value;
  useEffect(() => {
    if (text === '' && heard === '') return undefined;
    const timer = setTimeout(() => (store.said.value = store.heard.value = ''), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [text, heard]);
  return (
    <p class="sr-only" role="status">
      {text || heard}
    </p>
  );
}

/** The same for the eye, at the lower edge of the picture. */
export function Toast() {
  const text = store.said.value;
  if (text === '') return null;
  return (
    <p class="toast" aria-hidden="true">
      {text}
    </p>
  );
}
