/** What the canvas has in sight. The frame of the graph is fixed, so that a new node moves nothing else. */

import type Sigma from 'sigma';
import type { CameraState, Dimensions } from 'sigma/types';
import type { Place } from '../model/types';

/** Half a side of the frame, in units of the layout. */
export const HALF = 2000;

const MARGIN = { side: 56, top: 40, bottom: 64 };
/** Pixels a unit at most, when all is brought into sight: few nodes are not blown up. */
const NEAREST = 1.35;

/** Pixels a unit at a camera's ratio. */
export function scaleAt(renderer: Sigma, ratio: number): number {
  const { width, height } = renderer.getDimensions();
  return Math.min(width, height) / (2 * HALF * ratio);
}

/** The camera that has all of these places in sight. */
export function fitting(renderer: Sigma, places: readonly Place[]): CameraState | null {
  if (places.length === 0) return null;
  const { width, height } = renderer.getDimensions();
  const [left, right] = span(places.map(({ x }) => x));
  const [low, high] = span(places.map(({ y }) => y));
  const room = [Math.max(width - 2 * MARGIN.side, 80), Math.max(height - MARGIN.top - MARGIN.bottom, 80)] as const;
  const scale = Math.min(room[0] / Math.max(right - left, 1), room[1] / Math.max(high - low, 1), NEAREST);
  const down = (MARGIN.bottom - MARGIN.top) / 2 / scale;
  return {
    x: 0.5 + (left + right) / 2 / (2 * HALF),
    y: 0.5 + ((low + high) / 2 - down) / (2 * HALF),
    angle: 0,
    ratio: Math.min(width, height) / (2 * HALF * scale),
  };
}

/** A place and size in the window, in CSS pixels. */
export type Box = Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>;

/** The camera that leaves everything where it is in the window when the canvas goes from one box to another. */
export function staying(camera: CameraState, before: Box, now: Box): CameraState {
  const [side, sideNow] = [before, now].map(({ width, height }) => Math.min(width, height)) as [number, number];
  const unit = side / camera.ratio;
  const [right, down] = [middle(now.left, now.width) - middle(before.left, before.width), middle(now.top, now.height) - middle(before.top, before.height)];
  return { ...camera, x: camera.x + right / unit, y: camera.y - down / unit, ratio: camera.ratio * (sideNow / side) };
}

function middle(start: number, length: number): number {
  return start + length / 2;
}

/** Whether the camera as it stands has a place in sight, on a canvas of this size. */
export function inSight(renderer: Sigma, { x, y }: Place, size: Dimensions = renderer.getDimensions()): boolean {
  const { width, height } = size;
  const drawn = renderer.getDimensions();
  const at = renderer.graphToViewport({ x, y }, { viewportDimensions: size });
  // Whatever size it is asked for, sigma answers in the pixels of the size it has.
  const [right, down] = [at.x * (width / drawn.width), at.y * (height / drawn.height)];
  return right >= MARGIN.side / 2 && right <= width - MARGIN.side / 2 && down >= 24 && down <= height - MARGIN.bottom / 2;
}

function span(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}
