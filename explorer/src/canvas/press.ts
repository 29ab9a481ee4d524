/** Tells a finger that rests on one place from one that taps, drags or has company. */

import type { Place } from '../model/types';

/** ms, as long as phones take it. */
export const RESTING = 500;
/** CSS pixels that a resting finger may tremble. */
const TREMBLE = 10;

export class Press {
  /** Whether the finger that is down, or was last, has rested: its lifting is no tap. */
  rested = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private start: Place = { x: 0, y: 0 };

  constructor(private readonly act: (at: Place) => void) {}

  /** All fingers that are down now, the first one just or one more. */
  down(fingers: readonly Place[]): void {
    this.up();
    const [at] = fingers;
    if (!at || fingers.length > 1) return;
    this.rested = false;
    this.start = at;
    this.timer = setTimeout(() => {
      this.rested = true;
      this.act(at);
    }, RESTING);
  }

  move([at]: readonly Place[]): void {
    if (!at || Math.hypot(at.x - this.start.x, at.y - this.start.y) > TREMBLE) this.up();
  }

  up(): void {
    clearTimeout(this.timer);
  }
}
