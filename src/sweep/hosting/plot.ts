// Hosting capacity over the placements: for each share, the part of the placements that break a limit there.
import { frame, quiet, type Spec, short, treeColour, wrapped } from '../../../record/index.ts';
import { distributionsOf, PARTS } from './distribution.ts';
import type { Capacity } from './hosting.ts';
import type { Placements } from './placements.ts';

const [WIDTH, HEIGHT] = [340, 210];

/** Largest number of curves; of more, the first ones are drawn. */
const CURVES = 8;

export interface Drawing {
  readonly title: string;
  readonly limits: readonly string[];
  readonly placements: Placements;
}

/** The figure; undefined where no placement has a result. */
export function drawHosting(capacities: readonly Capacity[], { title, limits, placements }: Drawing): Spec | undefined {
  const { others, seed, shareAt, steps } = placements;
  const groups = others.toSpliced(seed, 1);
  const found = distributionsOf(capacities, seed).filter(({ placements }) => placements > 0);
  if (found.length === 0) return undefined;
  const shown = found.slice(0, CURVES);
  const nameOf = (group: readonly unknown[]) => groups.map((p, i) => `${p.title} ${String(group[i])}`).join(', ');
  const names = shown.map(({ group }) => nameOf(group));
  const curves = shown.flatMap(({ group }, g) =>
    curveOf(
      capacities.filter((c) => isOf(c, group, seed)),
      placements,
      names[g]!,
    ),
  );
  const medians = shown.flatMap(({ quantiles }, g) => {
    const share = quantiles[PARTS.indexOf(0.05)];
    return share === undefined ? [] : [{ share: short(share), part: 5, curve: names[g] }];
  });
  const [first, last] = [shareAt(0), shareAt(steps)];
  const { title: name, unit } = placements.share;
  const isPart = unit === '' && first >= 0 && last <= 1;
  const x: Spec = {
    field: 'share',
    type: 'quantitative',
    scale: { domain: [first, last], nice: false, zero: false },
    axis: {
      title: isPart ? `${name} [%]` : unit === '' ? name : `${name} [${unit}]`,
      ...(isPart ? { format: '%', labelExpr: "replace(datum.label, '%', '')" } : {}),
      grid: true,
    },
  };
  const y: Spec = {
    field: 'part',
    type: 'quantitative',
    scale: { domain: [0, 100] },
    axis: { title: 'Placements that break a limit [%]', grid: true },
  };
  const color: Spec = {
    field: 'curve',
    type: 'nominal',
    scale: { domain: names, range: names.map((_, i) => treeColour(i)) },
    legend: names.length > 1 ? { title: null, orient: 'top', columns: 2, labelLimit: 300 } : null,
  };
  const parts: Spec = {
    width: WIDTH,
    height: HEIGHT,
    layer: [
      { data: { values: [{ part: 5 }] }, mark: { type: 'rule', color: quiet, strokeDash: [4, 3] }, encoding: { y } },
      {
        data: { values: curves },
        mark: { type: 'line', interpolate: 'step-after', strokeWidth: 2 },
        encoding: { x, y, color, order: { field: 'order' } },
      },
      {
        data: { values: medians },
        mark: { type: 'point', filled: true, size: 55, opacity: 1 },
        encoding: { x, y, color },
      },
    ],
  };
  const lines = [
    title,
    `${countsOf(shown)} Limits: ${limits.join(', ')}.`,
    'Dots: the share at which 5 % of the placements (dashed) break a limit.',
    ...(found.length > shown.length ? [`${found.length - shown.length} further curves are in hosting.csv.`] : []),
  ];
  return frame(
    'Hosting capacity',
    lines.flatMap((text) => wrapped(text, WIDTH + 40)),
    parts,
  );
}

const countsOf = (found: readonly { readonly placements: number }[]): string => {
  const counts = [...new Set(found.map(({ placements }) => placements))];
  return counts.length === 1
    ? `${counts[0]} placements.`
    : `${Math.min(...counts)} to ${Math.max(...counts)} placements.`;
};

const isOf = ({ values, failure }: Capacity, group: readonly unknown[], seed: number): boolean =>
  failure === undefined && values.toSpliced(seed, 1).every((value, i) => value === group[i]);

/** The part of the placements whose limits are broken, at every share at which it rises. */
function curveOf(capacities: readonly Capacity[], { shareAt, steps }: Placements, curve: string) {
  const n = capacities.length;
  const broken = capacities.flatMap(({ broken_at }) => broken_at ?? []).sort((a, b) => a - b);
  const points = broken.map((share, i) => ({ share, part: short((100 * (i + 1)) / n), curve }));
  const at = [{ share: shareAt(0), part: 0, curve }, ...points];
  return [...at, { share: shareAt(steps), part: at.at(-1)!.part, curve }].map((point, order) => ({ ...point, order }));
}
