// Transformers of two and three windings.
//   tap        u of the side of the tap changer += ±(pos − nom)·size, + where tap_max > tap_min; pos within its bounds
//   uk, pk     linear in the position, between nominal and the end that the position is nearer to
//   impedance  |z| = |uk| u2²/sn, r = pk u2²/sn², x has the sign of uk;   y of the no-load test at u2, half at each end
//   ratio      (u1/u2) / (rated voltages of the nodes);  30° a clock hour, the to side lags
import type { Branch } from '../../model/data.ts';
import type { BranchPu } from '../../model/per-unit.ts';
import type { Tally } from '../elements/tally.ts';
import { onFirstRating, starOf, type Three } from '../elements/three-windings.ts';
import { noLoad } from '../elements/two-windings.ts';
import { BASE_MVA, type End, type Nodes } from './nodes.ts';
import type { Row } from './rows.ts';

/** Name plate of a winding pair; powers in VA and W, voltages in kV. */
interface Plate {
  readonly u1: number;
  readonly u2: number;
  readonly sn: number;
  readonly uk: number;
  readonly pk: number;
  readonly i0: number;
  readonly p0: number;
  readonly clock: number;
}

function pi(t: Plate, kvFrom: number, kvTo: number): BranchPu {
  const vTo = t.u2 / kvTo;
  const sn_mva = t.sn / 1e6;
  const zScale = (vTo ** 2 * BASE_MVA) / sn_mva;
  const r = t.pk / t.sn;
  const [g, b] = noLoad(100 * t.i0, t.p0 / 1000, sn_mva);
  return {
    r_pu: r * zScale,
    // losses above uk leave no reactance
    x_pu: (t.uk < 0 ? -1 : 1) * Math.sqrt(Math.max(0, t.uk ** 2 - r ** 2)) * zScale,
    g_pu: g / (vTo ** 2 * BASE_MVA),
    b_pu: b / (vTo ** 2 * BASE_MVA),
    tap: t.u1 / kvFrom / vTo,
    shift_deg: 30 * (t.clock % 12),
  };
}

/** The position of a tap changer. */
interface Tap {
  readonly side: number;
  /** Added to the voltage of that side [kV]. */
  readonly added_kv: number;
  /** A value that is given at the nominal position and, optionally, at both ends. */
  at(attribute: string): number;
}

const BOUNDS = {
  tap_pos: (what: string) =>
    `tap_pos outside of tap_min to tap_max is limited to these, as power-grid-model calculates (its validation refuses it): ${what}`,
  tap_nom: (what: string) =>
    `tap_nom outside of tap_min to tap_max, taken as it is written, as power-grid-model calculates (its validation refuses it): ${what}`,
};

function tapOf(row: Row, tally: Tally, sides: number): Tap {
  const [min, max, nom] = [row.whole('tap_min'), row.whole('tap_max'), row.whole('tap_nom', 0)];
  const [low, high] = min < max ? [min, max] : [max, min];
  const written = row.whole('tap_pos', nom);
  const position = Math.max(low, Math.min(high, written));
  for (const [attribute, at] of [
    ['tap_pos', written],
    ['tap_nom', nom],
  ] as const)
    if (at < low || at > high)
      tally.add(`${attribute}_bounds`, `${row.component} ${row.id} (${at} of ${low} to ${high})`, BOUNDS[attribute]);
  const side = row.whole('tap_side');
  if (!(side >= 0 && side < sides) && !Number.isNaN(side)) row.fault('tap_side', side, `a side from 0 to ${sides - 1}`);
  const towardsMax = position <= Math.max(nom, max) && position >= Math.min(nom, max);
  const end = towardsMax ? max : min;
  return {
    side,
    added_kv: ((max > min ? 1 : -1) * (position - nom) * row.from0('tap_size')) / 1000,
    at(attribute) {
      const read = attribute.startsWith('uk') ? 'share' : 'from0';
      const value = row[read](attribute);
      const atEnd = row[read](`${attribute}_${towardsMax ? 'max' : 'min'}`, value);
      return end === nom ? value : value + ((position - nom) * (atEnd - value)) / (end - nom);
    },
  };
}

/** Losses of the no-load test are within its current i0·sn. */
function noLoadTest(row: Row, sn: number): { readonly i0: number; readonly p0: number } {
  const [i0, p0] = [row.share('i0'), row.from0('p0')];
  if (p0 > sn) row.fault('p0', p0, `losses below the rating, ${sn} VA`);
  return { i0, p0 };
}

function clock(row: Row, attribute: string): number {
  const hours = row.whole(attribute);
  if (Math.abs(hours) > 12) row.fault(attribute, hours, 'a clock number from -12 to 12');
  return hours;
}

export function transformer(row: Row, nodes: Nodes, tally: Tally): Branch {
  const [from, to] = [nodes.end(row, 'from_node', 'from_status'), nodes.end(row, 'to_node', 'to_status')];
  const tap = tapOf(row, tally, 2);
  const voltage = (side: number) => row.above0(`u${side + 1}`) / 1000 + (tap.side === side ? tap.added_kv : 0);
  const sn = row.above0('sn');
  const plate = {
    ...{ u1: voltage(0), u2: voltage(1), sn, uk: tap.at('uk'), pk: tap.at('pk') },
    ...{ ...noLoadTest(row, sn), clock: clock(row, 'clock') },
  };
  if (plate.pk > Math.abs(plate.uk) * sn) row.fault('pk', plate.pk, `losses within uk, ${plate.uk * sn} W`);
  const rating = { s_max_mva: sn / 1e6 };
  return nodes.branch(
    row,
    String(row.id),
    'transformer',
    from,
    to,
    pi(plate, nodes.kv(from.node), nodes.kv(to.node)),
    rating,
  );
}

const WINDINGS = [1, 2, 3] as const;
const PAIRS = ['12', '23', '13'] as const;

/** Three transformers that join the nodes to a star bus, which has the voltage of node 1. */
export function threeWindings(row: Row, nodes: Nodes, tally: Tally): Branch[] {
  const tap = tapOf(row, tally, 3);
  const ends = WINDINGS.map((k) => nodes.end(row, `node_${k}`, `status_${k}`));
  const u = WINDINGS.map((k) => row.above0(`u${k}`) / 1000 + (tap.side === k - 1 ? tap.added_kv : 0));
  const sn = WINDINGS.map((k) => row.above0(`sn_${k}`)) as unknown as Three;
  const uk = starOf(onFirstRating(PAIRS.map((pair) => tap.at(`uk_${pair}`)) as unknown as Three, sn));
  const pkOfPairs = PAIRS.map((pair) => tap.at(`pk_${pair}`)) as unknown as Three;
  // losses grow with the square of the current
  const pk = starOf(onFirstRating(onFirstRating(pkOfPairs, sn), sn));
  const clocks = [12, clock(row, 'clock_12'), clock(row, 'clock_13')] as const;
  const ofHv = noLoadTest(row, sn[0]);
  const star = nodes.add(`star of ${row.id}`, nodes.kv(ends[0]!.node), row.at);
  // a winding that is off stays joined to the star, with a free end
  const atStar: End = { node: star, isOn: ends.some(({ isOn }) => isOn) };
  return WINDINGS.map((k, i) => {
    const share = sn[i]! / sn[0];
    const own = k === 1 ? ofHv : { i0: 0, p0: 0 };
    const plate = { u1: u[i]!, u2: u[0]!, sn: sn[i]!, uk: uk[i]! * share, pk: pk[i]! * share ** 2, ...own };
    const branch = pi({ ...plate, clock: 12 - clocks[i]! }, nodes.kv(ends[i]!.node), nodes.kv(star));
    return nodes.branch(row, `${row.id}-${k}`, 'transformer', ends[i]!, atStar, branch, { s_max_mva: sn[i]! / 1e6 });
  });
}
