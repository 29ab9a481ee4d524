/** One stop of Tab for many things: which of them it is, and where the keys lead from it. Pure. */

import { isHeld, type Held } from './keynames';

type Pressed = Held & Pick<KeyboardEvent, 'key'>;

/** Of the list: the heads of its columns, and the rows below. */
export interface Stops {
  readonly heads: readonly string[];
  readonly rows: readonly string[];
}

/** The stop of Tab: where the reader was, else the chosen row, else the first. Null where there is nothing. */
export function stopOf({ heads, rows }: Stops, was: string | null, chosen: string | null): string | null {
  if (was !== null && (rows.includes(was) || heads.includes(was))) return was;
  return chosen !== null && rows.includes(chosen) ? chosen : (rows[0] ?? heads[0] ?? null);
}

/** Where a key leads in the list; null where it leads nowhere. `sorted` is the head above the rows. */
export function stopAfter(event: Pressed, at: string, { heads, rows }: Stops, sorted: string): string | null {
  if (isHeld(event)) return null;
  if (heads.includes(at)) return event.key === 'ArrowDown' ? (rows[0] ?? null) : along(event, heads, at);
  const row = rows.indexOf(at);
  switch (event.key) {
    case 'ArrowUp':
      return row === 0 ? sorted : (rows[row - 1] ?? null);
    case 'ArrowDown':
      return rows[row + 1] ?? null;
    case 'Home':
      return rows[0] ?? null;
    case 'End':
      return rows.at(-1) ?? null;
    default:
      return null;
  }
}

/** Where a key leads among things in a row; null where it leads nowhere. */
export function along<T>(event: Pressed, all: readonly T[], at: T): T | null {
  if (isHeld(event)) return null;
  const now = all.indexOf(at);
  switch (event.key) {
    case 'ArrowLeft':
      return all[(now + all.length - 1) % all.length] ?? null;
    case 'ArrowRight':
      return all[(now + 1) % all.length] ?? null;
    case 'Home':
      return all[0] ?? null;
    case 'End':
      return all.at(-1) ?? null;
    default:
      return null;
  }
}
