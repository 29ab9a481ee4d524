/** Drawings: a shape for each kind, the same as on the canvas, and signs for buttons. All are decoration. */
import type { Kind } from '../model/types';

/** Outlines in a box of 16 by 16, about 6 round its middle. */
export const SHAPES: Readonly<Record<Kind, string>> = {
  AUTHOR: 'M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2Z',
  PAPER: 'M3 3h10v10H3Z',
  TOPIC: 'M8 1.5 14.5 8 8 14.5 1.5 8Z',
  INSTITUTION: 'M8 2 14.5 13.5h-13Z',
  VENUE: 'M4.5 2h7L15 8l-3.5 6h-7L1 8Z',
  CLUSTER: 'M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Zm0 3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z',
};

interface KindProps {
  readonly kind: Kind;
  /** Where it is not that of the kind. */
  readonly color?: string;
}

export function KindIcon({ kind, color }: KindProps) {
  return (
    <svg class={`kind kind-${kind.toLowerCase()}`} style={color === undefined ? {} : { color }} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={SHAPES[kind]} />
    </svg>
  );
}

const SIGNS = {
  search: 'M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Zm3.3 7.8 3.2 3.2',
  undo: 'M5.5 3 2.5 6l3 3M3 6h6a4 4 0 0 1 0 8H6',
  redo: 'm10.5 3 3 3-3 3M13 6H7a4 4 0 0 0 0 8h3',
  fit: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
  clear: 'M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9',
  share: 'M6.5 9.5a2.8 2.8 0 0 0 4 0l2.2-2.2a2.8 2.8 0 0 0-4-4L8 4M9.5 6.5a2.8 2.8 0 0 0-4 0L3.3 8.7a2.8 2.8 0 0 0 4 4l.7-.7',
  save: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11',
  help: 'M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12.4v.1',
  close: 'm4 4 8 8M12 4l-8 8',
  list: 'M5.5 4H14M5.5 8H14M5.5 12H14M2.2 4h.1M2.2 8h.1M2.2 12h.1',
  filters: 'M2 4.5h6M11.5 4.5H14M2 11.5h2.5M8 11.5h6M9.8 2.8a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4ZM6.2 9.8a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4Z',
  path: 'M3.5 10.8a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6ZM12.5 1.6a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6ZM5.3 12.6H10a2.3 2.3 0 0 0 0-4.6H6a2.3 2.3 0 0 1 0-4.6h4.7',
  graph: 'M4 4.6 11.5 3.8M4.6 6 7.4 11M11.8 5.4 9 11M3.3 3a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4ZM13 2a1.7 1.7 0 1 1 0 3.4A1.7 1.7 0 0 1 13 2ZM8.2 10.8a1.7 1.7 0 1 1 0 3.4 1.7 1.7 0 0 1 0-3.4Z',
  details: 'M2.5 2.5h11v11h-11ZM9.5 2.5v11',
  pin: 'M6 2.5h4l-.5 4 2.5 2.5H4l2.5-2.5-.5-4ZM8 9v4.5',
  hide: 'M2 8s2.2-4 6-4 6 4 6 4-2.2 4-6 4-6-4-6-4ZM3 13 13 3',
  only: 'M8 5.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5ZM8 1v2M8 13v2M1 8h2M13 8h2',
  collapse: 'M6.5 2.5v4h-4M9.5 13.5v-4h4M6.5 6.5l-4-4M9.5 9.5l4 4',
  expand: 'M9.5 6.5l4-4M10 2.5h3.5V6M6.5 9.5l-4 4M6 13.5H2.5V10',
  page: 'M9 2.5h4.5V7M13.5 2.5 7.5 8.5M6.5 3.5h-4v10h10v-4',
  swap: 'M5 2.5v11M2.5 11 5 13.5 7.5 11M11 13.5v-11M8.5 5 11 2.5 13.5 5',
  warning: 'M8 2 14.5 13.5h-13ZM8 6.5v3.2M8 11.6v.1',
  more: 'M3.2 7.3a.7.7 0 1 1 0 1.4.7.7 0 0 1 0-1.4ZM8 7.3a.7.7 0 1 1 0 1.4.7.7 0 0 1 0-1.4ZM12.8 7.3a.7.7 0 1 1 0 1.4.7.7 0 0 1 0-1.4Z',
  down: 'm4 6 4 4 4-4',
  sortUp: 'm4.5 9.5 3.5-4 3.5 4',
  sortDown: 'm4.5 6.5 3.5 4 3.5-4',
  add: 'M8 3v10M3 8h10',
} as const;

export type SignName = keyof typeof SIGNS;

export function Sign({ name }: { readonly name: SignName }) {
  return (
    <svg class="sign" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={SIGNS[name]} />
    </svg>
  );
}
