import { expect, test } from 'vitest';
import { staying } from './camera';

const BEFORE = { left: 400, top: 52, width: 880, height: 700 };
const CAMERA = { x: 0.5, y: 0.6, ratio: 0.25, angle: 0 };

/** Where a camera shows a point of the frame in the window. */
function seen({ x, y, ratio }: typeof CAMERA, { left, top, width, height }: typeof BEFORE, at: { x: number; y: number }) {
  const unit = Math.min(width, height) / ratio;
  return [left + width / 2 + (at.x - x) * unit, top + height / 2 - (at.y - y) * unit].map(Math.round);
}

test.each([
  ['the details open', { ...BEFORE, width: 540 }],
  ['the list closes', { ...BEFORE, left: 60, width: 1220 }],
  ['a sheet comes up', { ...BEFORE, height: 300 }],
])('nothing moves in the window when %s', (_, now) => {
  const camera = staying(CAMERA, BEFORE, now);
  for (const at of [{ x: 0.5, y: 0.5 }, { x: 0.62, y: 0.44 }]) expect(seen(camera, now, at)).toEqual(seen(CAMERA, BEFORE, at));
});
