/** Moves drawn nodes towards their places, a little each frame; where motion is unwanted or dear, at once. */

import type Graph from 'graphology';
import type { Place } from '../model/types';
import { mayMove } from './theme';

/** Time in ms after which a third of the way is left. */
const PACE = 80;
/** From so many nodes on a frame costs too much to glide. */
const MOST_GLIDING = 700;
const NEAR = 0.4;

export class Glide {
  private frame = 0;
  private last = 0;
  /** The node that the reader drags: it is where they hold it. */
  held: string | null = null;

  constructor(
    private readonly graph: Graph,
    private readonly place: (id: string) => Place | null,
  ) {}

  start(): void {
    if (this.frame !== 0) return;
    this.last = performance.now();
    this.frame = requestAnimationFrame((now) => this.step(now));
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  private step(now: number): void {
    this.frame = 0;
    const jump = !mayMove() || this.graph.order > MOST_GLIDING;
    const share = jump ? 1 : 1 - Math.exp(-Math.max(now - this.last, 1) / PACE);
    this.last = now;
    if (this.move(share)) this.frame = requestAnimationFrame((next) => this.step(next));
  }

  /** Whether some node is still on its way. */
  private move(share: number): boolean {
    let far = false;
    this.graph.updateEachNodeAttributes(
      (id, attributes) => {
        const place = this.place(id);
        if (!place || id === this.held) return attributes;
        const [dx, dy] = [place.x - attributes['x'], place.y - attributes['y']];
        const near = share === 1 || Math.hypot(dx, dy) < NEAR || attributes['placed'] !== true;
        if (!near) far = true;
        attributes['x'] = near ? place.x : attributes['x'] + dx * share;
        attributes['y'] = near ? place.y : attributes['y'] + dy * share;
        attributes['placed'] = true;
        return attributes;
      },
      { attributes: ['x', 'y'] },
    );
    return far;
  }
}
