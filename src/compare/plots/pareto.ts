// Pareto optimality: x dominates y if xᵢ ≤ yᵢ for all quantities i and xᵢ < yᵢ for one; all are to be small.

type Point = readonly number[];

export const dominates = (x: Point, y: Point): boolean =>
  x.every((xi, i) => xi <= y[i]!) && x.some((xi, i) => xi < y[i]!);

/** Whether each point is dominated by no other one. */
export const paretoOptimal = (points: readonly Point[]): boolean[] =>
  points.map((point) => !points.some((other) => dominates(other, point)));
