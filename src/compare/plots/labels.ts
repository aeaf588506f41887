// Labels next to the points of a scatter plot that cover neither each other nor the points. Lengths in pixels, y downwards.

export interface Anchor {
  readonly x: number;
  readonly y: number;
  /** Radius of the point. */
  readonly r: number;
  /** Width of the text. */
  readonly width: number;
}

export interface Label {
  /** Left end and middle of the text. */
  readonly x: number;
  readonly y: number;
}

/** A rectangle that labels keep clear of. */
interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const HEIGHT = 12;
const GAP = 4;
/** Rows above and below a point that a label may move to. */
const ROWS = 8;

/** A label this near to another point could be read as the label of that one. */
const APART = 5;

/** The first place of each label, near to far, in which it covers nothing; the place where it covers least otherwise. */
export function placeLabels(anchors: readonly Anchor[], { lines, ...frame }: Frame): Label[] {
  const taken = [...anchors.map((anchor) => boxOf(anchor)), ...lines];
  return anchors.map((anchor) => {
    const around = anchors.flatMap((other) => (isApart(anchor, other) ? [boxOf(other, APART)] : []));
    const places = placesOf(anchor).map((box) => ({ box, cost: costOf(box, [...taken, ...around], frame) }));
    const { box } = places.reduce((best, other) => (other.cost < best.cost ? other : best));
    taken.push(box);
    return { x: box.left, y: (box.top + box.bottom) / 2 };
  });
}

/** Whether two points are so far apart that a label can be nearer to one of them. */
const isApart = (a: Anchor, b: Anchor): boolean => Math.hypot(a.x - b.x, a.y - b.y) > a.r + b.r;

/** What a point covers, and so much around it. */
const boxOf = ({ x, y, r }: Anchor, around = 0): Box => {
  const half = r + around;
  return { left: x - half, right: x + half, top: y - half, bottom: y + half };
};

interface Frame {
  readonly width: number;
  readonly height: number;
  /** What labels should cover no more than points: bars of intervals. */
  readonly lines: readonly Box[];
}

function placesOf({ x, y, r, width }: Anchor): Box[] {
  const rows = Array.from({ length: ROWS + 1 }, (_, k) => (k === 0 ? [0] : [-k, k])).flat();
  return rows.flatMap((k) => {
    const middle = y + k * HEIGHT;
    const [top, bottom] = [middle - HEIGHT / 2, middle + HEIGHT / 2];
    const lefts = [
      x + r + GAP,
      x - r - GAP - width,
      ...(Math.abs(k) * HEIGHT >= r + HEIGHT / 2 ? [x - width / 2] : []),
    ];
    return lefts.map((left) => ({ left, right: left + width, top, bottom }));
  });
}

/** Area covered, and far more for what is outside the frame. */
function costOf(box: Box, taken: readonly Box[], { width, height }: Omit<Frame, 'lines'>): number {
  const outside =
    Math.max(0, -box.left) + Math.max(0, box.right - width) + Math.max(0, -box.top) + Math.max(0, box.bottom - height);
  return 1000 * outside + taken.reduce((sum, other) => sum + overlap(box, other), 0);
}

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
