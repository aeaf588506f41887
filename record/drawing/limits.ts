// The voltage limits of the buses, as a plot marks them.

import type { Instant, Run } from '../run.ts';
import type { Spec } from '../spec.ts';
import { alarm, extentOf } from './theme.ts';

/** Loading [%] from which on a branch is drawn as above its rating: a plan at a rating exceeds it by rounding. */
export const ABOVE_RATING = 100.001;

export interface VoltageLimits {
  /** Each value once, ascending [p.u.]. */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** The limits of all buses but those that hold the voltage of the network. */
export function limitsOf({ network }: Run): VoltageLimits {
  const buses = network.buses.filter((b) => b.kind !== 'slack');
  const distinct = (values: readonly (number | undefined)[]) =>
    [...new Set(values)].filter((v) => v !== undefined).sort((a, b) => a - b);
  return { lower: distinct(buses.map((b) => b.v_min_pu)), upper: distinct(buses.map((b) => b.v_max_pu)) };
}

export interface WorstBus {
  readonly bus: string;
  readonly vm_pu: number;
  readonly side: 'Lowest' | 'Highest';
}

/** The bus that is nearest to one of its limits, or furthest beyond; the lowest where no bus has limits. */
export function worstBus({ network: { buses } }: Run, { vm_pu }: Pick<Instant, 'vm_pu'>): WorstBus {
  const solved = buses.filter((b) => vm_pu.has(b.bus));
  const free = solved.filter((b) => b.kind === 'pq'); // the others hold a voltage of their own
  const sides = (free.length > 0 ? free : solved).flatMap(
    ({ bus, v_min_pu = 0, v_max_pu = Number.POSITIVE_INFINITY }) => {
      const v = vm_pu.get(bus)!;
      return [
        { bus, vm_pu: v, side: 'Lowest', room: v - v_min_pu },
        { bus, vm_pu: v, side: 'Highest', room: v_max_pu - v },
      ] as const;
    },
  );
  return sides.reduce((a, b) => (b.room < a.room ? b : a));
}

/** Dashed rules with their meaning at the left end; only those that lie inside the axis. */
export function limitRules({ lower, upper }: VoltageLimits, [low, high]: VoltageScale['domain']): Spec[] {
  const inside = ({ v }: { v: number }) => v > low && v < high;
  const values = [
    ...lower.map((v) => ({ v, text: `lower limit ${v}`, below: false })),
    ...upper.map((v) => ({ v, text: `upper limit ${v}`, below: true })),
  ].filter(inside);
  if (values.length === 0) return [];
  const y = { field: 'v', type: 'quantitative' };
  const text = (below: boolean): Spec => ({
    transform: [{ filter: `datum.below === ${below}` }],
    mark: { type: 'text', align: 'left', baseline: below ? 'top' : 'bottom', dx: 4, dy: below ? 4 : -3, color: alarm },
    encoding: { y, x: { value: 0 }, text: { field: 'text' } },
  });
  return [
    {
      data: { values },
      layer: [
        { mark: { type: 'rule', color: alarm, strokeDash: [5, 4], strokeWidth: 1.2 }, encoding: { y } },
        text(true),
        text(false),
      ],
    },
  ];
}

export interface VoltageScale {
  readonly domain: readonly [low: number, high: number];
  readonly zero: boolean;
  readonly nice: boolean;
}

/** A voltage axis that holds what is known and every limit that is near it. */
export function voltageScale(values: readonly number[], { lower, upper }: VoltageLimits): VoltageScale {
  const [min, max] = extentOf([1, ...values.filter(Number.isFinite)]);
  const reach = Math.max(0.02, max - min);
  const near = [...lower, ...upper].filter((v) => v > min - reach && v < max + reach);
  const [low, high] = [Math.min(min, ...near), Math.max(max, ...near)];
  const room = 0.06 * Math.max(0.01, high - low);
  return { domain: [low - room, high + room], zero: false, nice: false };
}
