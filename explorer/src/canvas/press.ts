/** Tells a finger that rests on one point from one that taps, drags or has company. */

import type { Point } from '../model/types';

/** ms, as long as phones take it. */
export const RESTING = 500;
/** CSS pixels that a resting finger may tremble. */
export const TREMBLE = 10;

export class Press {
  /** Whether the finger that is down, or was last, has rested: its lifting is no tap. */
  rested = false;
  /** Whether a finger is still down since it rested. */
  lasts = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private start: Point = { x: 0, y: 0 };

  constructor(private readonly act: (at: Point) => void) {}

  /** All fingers that are down now, the first one just or one more. */
  down(fingers: readonly Point[]): void {
    clearTimeout(this.timer);
    const [at] = fingers;
    if (!at || fingers.length > 1) return;
    [this.rested, this.lasts] = [false, false];
    this.start = at;
    this.timer = setTimeout(() => {
      [this.rested, this.lasts] = [true, true];
      this.act(at);
    }, RESTING);
  }

  move([at]: readonly Point[]): void {
    if (!at || Math.hypot(at.x - this.start.x, at.y - this.start.y) > TREMBLE) clearTimeout(this.timer);
  }

  /** All fingers that are still down. */
  up(fingers: readonly Point[]): void {
    clearTimeout(this.timer);
    if (fingers.length === 0) this.lasts = false;
  }
}
