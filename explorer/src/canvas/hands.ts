/** What mouse and fingers do on the canvas: they choose and expand nodes, drag them, and ask for a menu. */

import type { MultiGraph } from 'graphology';
import type Sigma from 'sigma';
import type { SigmaStageEventPayload as SigmaEventPayload } from 'sigma/types';
import type { Store } from '../model/store';
import type { Point } from '../model/types';
import type { Glide } from './glide';
import { Press, TREMBLE } from './press';

/** CSS pixels that a mouse may move and still click. */
const STILL = 4;

/** What they work on. */
export interface Surface {
  readonly store: Store;
  readonly graph: MultiGraph;
  readonly renderer: Sigma;
  readonly glide: Glide;
  /** The node at a point of the canvas; null for none. */
  readonly nodeAt: (at: Point) => string | null;
  /** They may have moved the picture. */
  readonly touched: () => void;
  /** A finger rested at a point of the window; `id` is the node there. */
  readonly pressed: (id: string | null, at: Point) => void;
}

interface Drag {
  readonly id: string;
  readonly from: Point;
  moved: boolean;
}

export class Hands {
  /** Where the pointer rests on the canvas, and the node that was there. */
  private pointer: Point | null = null;
  private under: string | null = null;
  private drag: Drag | null = null;

  /** A finger that rests opens the menu, and neither drags nor taps from then on. */
  private readonly press = new Press((at) => {
    this.drop();
    const { left, top } = this.on.renderer.getContainer().getBoundingClientRect();
    this.on.pressed(this.on.nodeAt(at), { x: left + at.x, y: top + at.y });
  });

  constructor(private readonly on: Surface) {
    this.point();
    this.click();
    this.hold();
    this.touch();
  }

  stop(): void {
    this.press.up([]);
  }

  /** Lets go of what is no longer there: undo by key may take away what they hold. */
  keep(nodes: ReadonlyMap<string, unknown>): void {
    if (this.drag && !nodes.has(this.drag.id)) [this.drag, this.on.glide.held] = [null, null];
  }

  /** Tells what is under the pointer, also when not the pointer has moved but the picture. */
  hover(): void {
    if (this.drag) return;
    const id = this.pointer && this.on.nodeAt(this.pointer);
    if (id === this.under) return;
    this.under = id;
    this.on.store.hovered.value = id;
  }

  private point(): void {
    const mouse = this.on.renderer.getMouseCaptor();
    mouse.on('mousemove', ({ x, y }) => {
      this.pointer = { x, y };
      this.hover();
    });
    mouse.on('mouseleave', () => {
      this.pointer = null;
      this.hover();
    });
    mouse.on('wheel', this.on.touched);
    mouse.on('mousedown', this.on.touched);
  }

  private click(): void {
    const { renderer, store, nodeAt } = this.on;
    // Sigma tells nodes by what it last drew, which may be older than where the camera has gone since.
    const click = ({ event }: SigmaEventPayload): void => {
      if (event.original instanceof MouseEvent || !this.press.rested) store.select(nodeAt(event));
    };
    renderer.on('clickNode', click);
    renderer.on('clickStage', click);
    // Its double clicks are counted by a timer, which a busy page makes miss some; those of a mouse the browser counts.
    const double = ({ event, preventSigmaDefault }: SigmaEventPayload): void => {
      const id = nodeAt(event);
      if (id === null) return;
      preventSigmaDefault();
      if (!(event.original instanceof MouseEvent)) store.expand(id);
    };
    renderer.on('doubleClickNode', double);
    renderer.on('doubleClickStage', double);
    renderer.getContainer().addEventListener('dblclick', (event) => {
      const id = nodeAt(onCanvas(renderer, event));
      if (id !== null) store.expand(id);
    });
  }

  private hold(): void {
    const { renderer, nodeAt } = this.on;
    const down = ({ event, preventSigmaDefault }: SigmaEventPayload): void => {
      const id = nodeAt(event);
      if (id === null || this.press.lasts || (event.original instanceof MouseEvent && event.original.button !== 0)) return;
      preventSigmaDefault();
      this.drag = { id, from: { x: event.x, y: event.y }, moved: false };
    };
    renderer.on('downNode', down);
    renderer.on('downStage', down);
    renderer.on('moveBody', ({ event, preventSigmaDefault }) => {
      if (!this.drag && !this.press.lasts) return;
      preventSigmaDefault();
      event.original.preventDefault();
      this.dragTo(event, event.original instanceof MouseEvent ? STILL : TREMBLE);
    });
    renderer.on('upNode', () => this.drop());
    renderer.on('upStage', () => this.drop());
  }

  private touch(): void {
    const touch = this.on.renderer.getTouchCaptor();
    touch.on('touchdown', this.on.touched);
    // Of two fingers that leave one, sigma tells the other as put down anew.
    touch.on('touchdown', ({ touches, original }) => original.type === 'touchstart' && this.press.down(touches));
    touch.on('touchmove', ({ touches }) => this.press.move(touches));
    touch.on('touchup', ({ touches }) => this.press.up(touches));
  }

  private dragTo({ x, y }: Point, still: number): void {
    const { drag } = this;
    if (!drag || (!drag.moved && Math.hypot(x - drag.from.x, y - drag.from.y) <= still)) return;
    drag.moved = true;
    this.on.glide.held = drag.id;
    this.on.graph.mergeNodeAttributes(drag.id, this.on.renderer.viewportToGraph({ x, y }));
  }

  private drop(): void {
    const { drag } = this;
    this.drag = null;
    if (!drag?.moved) return;
    const { x, y } = this.on.graph.getNodeAttributes(drag.id);
    this.on.store.pin(drag.id, x, y);
    this.on.glide.held = null;
  }
}

/** The point of the canvas that a mouse event of the window is at. */
export function onCanvas(renderer: Sigma, { clientX, clientY }: MouseEvent): Point {
  const { left, top } = renderer.getContainer().getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}
