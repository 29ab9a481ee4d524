/** Writes the names of nodes where there is room: the most important first, none over another. */

export interface Named {
  readonly text: string;
  /** Written behind the text, and whole where that is shortened. */
  readonly tail: string;
  /** Middle of the node and its radius, in CSS pixels of the canvas. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  /** Written even where there is no room. */
  readonly always: boolean;
  readonly strong: boolean;
}

/** A name at its place: the left end of its baseline. */
export interface Written {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly strong: boolean;
}

interface Ink {
  readonly ink: string;
  readonly paper: string;
}

/** Of the letters, in CSS pixels. */
export const SIZE = 12;
const LINE = 15;
/** Beside a name, in CSS pixels. */
const GAP = 4;
const LONGEST = 34;
const SHORTEST = 14;
const CELL = 64;
/** Of a name that leaves the canvas: more than one can cover. */
const OUTSIDE = 1e6;

/** `named` is sorted, the most important first; `room` is the width of the canvas in CSS pixels. */
export function writeNames(
  context: CanvasRenderingContext2D,
  room: number,
  named: readonly Named[],
  { ink, paper }: Ink,
): void {
  const fontOf = (strong: boolean) => `${strong ? 600 : 400} ${SIZE}px system-ui, sans-serif`;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.lineJoin = 'round';
  context.lineWidth = 3.5;
  context.strokeStyle = paper;
  context.fillStyle = ink;
  for (const { text, x, y, strong } of placeNames(named, room, (words, bold) => widthOf(context, words, fontOf(bold)))) {
    context.font = fontOf(strong);
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

/** The names that have room, shortened, each below, above, right or left of its node. */
export function placeNames(
  named: readonly Named[],
  room: number,
  measure: (text: string, strong: boolean) => number,
): Written[] {
  const taken = new Boxes();
  for (const { x, y, radius } of named) taken.add(x - radius, y - radius, x + radius, y + radius);
  const written: Written[] = [];
  for (const name of named) {
    const forms = lengths(name).map((words) => ({ words, width: measure(words, name.strong) }));
    const found = forms.flatMap((form) => {
      const isFree = (left: number, top: number) => taken.isFree(left - GAP, top, left + form.width + GAP, top + LINE);
      const spot = spots(name, form.width).find(
        ([left, top]) => left >= 2 && left + form.width <= room - 2 && isFree(left, top),
      );
      return spot ? [{ ...form, spot }] : [];
    })[0];
    const last = forms.at(-1);
    const place = found ?? (name.always && last ? { ...last, spot: leastCovering(spots(name, last.width), last.width, room, taken) } : null);
    if (!place) continue;
    const [left, top] = place.spot;
    taken.add(left, top, left + place.width, top + LINE);
    written.push({ text: place.words, x: left, y: top + SIZE, strong: name.strong });
  }
  return written;
}

type Spot = readonly [left: number, top: number];

/** Where a name that must be written covers least; the earlier of equal ones. */
function leastCovering(all: readonly Spot[], width: number, room: number, taken: Boxes): Spot {
  const cost = ([left, top]: Spot): number =>
    taken.covered(left, top, left + width, top + LINE) + (left < 2 || left + width > room - 2 ? OUTSIDE : 0);
  return all.reduce((best, spot) => (cost(spot) < cost(best) ? spot : best));
}

/** The name as it is tried, the longest first. What has a tail is told by that too, and may be short. */
function lengths({ text, tail }: Named): readonly string[] {
  const long = shortened(text, LONGEST - tail.length) + tail;
  return tail === '' ? [long] : [...new Set([long, shortened(text, SHORTEST) + tail])];
}

/** Left upper corners of a text of that width: below its node, above, right, left. */
function spots({ x, y, radius }: Named, width: number): readonly [Spot, Spot, Spot, Spot] {
  return [
    [x - width / 2, y + radius + 2],
    [x - width / 2, y - radius - LINE - 1],
    [x + radius + GAP, y - LINE / 2],
    [x - radius - GAP - width, y - LINE / 2],
  ];
}

function shortened(text: string, longest: number): string {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join('').replace(/[\s,;]+$/, '')}…`;
}

const widths = new Map<string, number>();

function widthOf(context: CanvasRenderingContext2D, text: string, font: string): number {
  const key = `${font} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  context.font = font;
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}

/** Rectangles by the cells of a grid that they touch. */
class Boxes {
  private readonly cells = new Map<string, (readonly [number, number, number, number])[]>();

  add(left: number, top: number, right: number, bottom: number): void {
    for (const cell of cellsOf(left, top, right, bottom)) {
      const boxes = this.cells.get(cell);
      if (boxes) boxes.push([left, top, right, bottom]);
      else this.cells.set(cell, [[left, top, right, bottom]]);
    }
  }

  isFree(left: number, top: number, right: number, bottom: number): boolean {
    for (const cell of cellsOf(left, top, right, bottom)) {
      for (const box of this.cells.get(cell) ?? []) {
        if (box[0] < right && box[2] > left && box[1] < bottom && box[3] > top) return false;
      }
    }
    return true;
  }

  /** Square pixels that a rectangle takes from those that are there. */
  covered(left: number, top: number, right: number, bottom: number): number {
    const near = new Set([...cellsOf(left, top, right, bottom)].flatMap((cell) => this.cells.get(cell) ?? []));
    return [...near].reduce((sum, box) => {
      const wide = Math.min(box[2], right) - Math.max(box[0], left);
      const high = Math.min(box[3], bottom) - Math.max(box[1], top);
      return sum + Math.max(wide, 0) * Math.max(high, 0);
    }, 0);
  }
}

function* cellsOf(left: number, top: number, right: number, bottom: number): Generator<string> {
  for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x += 1) {
    for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y += 1) yield `${x} ${y}`;
  }
}
