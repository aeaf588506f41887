// A three-winding transformer as three two-winding ones around a star point at the nominal voltage of the hv bus.
import type { Branch, Bus, Shunt } from '../../../model/data.ts';
import { onFirstRating, starOf, type Three } from '../../elements/three-windings.ts';
import { type Complex, over, plus, times } from '../../elements/two-windings.ts';
import { LOSS_SIDES, type Net } from '../file/net.ts';
import type { Row } from '../file/table.ts';
import type { End, Ends } from './ends.ts';
import type { BranchAnd } from './lines.ts';
import { complexTap, degrees, type Tap, tableRow, tapsOf, turned, unit } from './taps.ts';
import { noLoadOf, noteNoLoad, noteSplines, tested, transformerPi, type Windings } from './transformers.ts';

const SIDES = ['hv', 'mv', 'lv'] as const;
type Side = (typeof SIDES)[number];

export interface ThreeWindings {
  /** The star points. */
  readonly buses: readonly Bus[];
  readonly branches: readonly BranchAnd[];
  readonly shunts: readonly Shunt[];
}

export function threeWindingsOf(net: Net, ends: Ends): ThreeWindings {
  const all = [...net.rows('trafo3w')].flatMap((row) => oneOf(net, ends, row));
  return {
    buses: all.map(({ star }) => star),
    branches: all.flatMap(({ branches }) => branches),
    shunts: all.flatMap(({ shunts }) => shunts),
  };
}

function oneOf(net: Net, ends: Ends, row: Row) {
  const at = SIDES.map((side) => ends.of(net, 'trafo3w', row, `${side}_bus`));
  if (!at.every((end) => end !== undefined)) return [];
  const live = at.filter(({ state }) => state === 'connected');
  if (!row.state('in_service') || live.length === 0) {
    net.out('trafo3w', row);
    return [];
  }
  noteSplines(net, 'trafo3w', row);
  noteNoLoad(net, 'trafo3w', row, row.positive('sn_hv_mva'));
  const hvBus_kv = at[0]!.bus.vn_kv;
  const star: Bus = { bus: `trafo3w ${row.key} star`, kind: 'pq', vn_kv: hvBus_kv, at: row.at };
  const [windings, atStar] = windingsOf(net, row);
  const branches = SIDES.flatMap((side, i): BranchAnd[] => {
    const end: End = at[i]!;
    if (end.state === 'out') return [];
    const w = windings[i]!;
    const toBus_kv = side === 'hv' ? hvBus_kv : end.bus.vn_kv;
    const { branch, atTo } = transformerPi(net, w, hvBus_kv, toBus_kv);
    const outer = ends.connect('trafo3w', row, end);
    const [from_bus, to_bus] = side === 'hv' ? [outer, star.bus] : [star.bus, outer];
    const named: Branch = {
      branch: `trafo3w-${row.key}-${side}`,
      kind: 'transformer',
      from_bus,
      to_bus,
      ...branch,
      in_service: true,
      s_max_mva: w.sn_mva,
      at: row.at,
    };
    return [{ branch: named, atTo }];
  });
  const scale = (hvBus_kv / row.positive('vn_hv_kv')) ** 2;
  const shunt = { bus: star.bus, gs_mw: atStar[0] * scale, bs_mvar: atStar[1] * scale, at: row.at };
  return [{ star, branches, shunts: atStar[0] === 0 && atStar[1] === 0 ? [] : [shunt] }];
}

/** The three transformers, and the no-load admittance at the star point where that has the losses [MW, Mvar at rated voltage]. */
function windingsOf(net: Net, row: Row): readonly [windings: readonly Windings[], atStar: Complex] {
  const byTable = tableRow(net, row);
  const sn = SIDES.map((side) => row.positive(`sn_${side}_mva`)) as unknown as Three;
  const rx = starPercent(byTable ?? row, sn);
  const losses = row.text('loss_side') ?? net.options.trafo3w_losses;
  if (!LOSS_SIDES.includes(losses)) row.bad('loss_side', losses, LOSS_SIDES.join(', '));
  const [i0_percent, pfe_kw] = [row.number('i0_percent'), row.number('pfe_kw')];
  const taps = tapsOf(net, 'trafo3w', row, [''], byTable).map((tap) => atItsBranch(row, tap));
  const windings = SIDES.map((side, i): Windings => {
    const shift_deg = side === 'hv' ? 0 : row.number(`shift_${side}_degree`, 0);
    const rated_kv = { hv_kv: row.positive('vn_hv_kv'), lv_kv: row.positive(`vn_${side}_kv`), shift_deg };
    return {
      ...taps.filter(({ of }) => of === side).reduce((turns, { tap }) => turned(turns, tap), rated_kv),
      sn_mva: sn[i]!,
      parallel: 1,
      rx_percent: rx[i]!,
      ...(losses === side ? { i0_percent, pfe_kw } : { i0_percent: 0, pfe_kw: 0 }),
    };
  });
  return [windings, losses === 'star' ? noLoadOf(net, { i0_percent, pfe_kw, sn_mva: sn[0] }) : [0, 0]];
}

/** r and x of each branch of the star, in % of the rating of its own winding. Tests are hv–mv, mv–lv, hv–lv. */
function starPercent(row: Row, sn: Three): readonly (readonly [r: number, x: number])[] {
  const tests = SIDES.map((pair) => {
    const vk = Math.abs(row.number(`vk_${pair}_percent`));
    return tested(row, `vkr_${pair}_percent`, vk, row.number(`vkr_${pair}_percent`));
  });
  const part = (i: 0 | 1) => starOf(onFirstRating(tests.map((test) => test[i]) as unknown as Three, sn));
  const [r, x] = [part(0), part(1)];
  return SIDES.map((_, i) => [(r[i]! * sn[i]!) / sn[0], (x[i]! * sn[i]!) / sn[0]]);
}

/**
 * The tap of the branch of its winding: at the terminal, which is the hv side of the first branch and the lv side of the others,
 * or at the star point, which is the other side and turns the step round.
 */
function atItsBranch(
  row: Row,
  tap: Tap,
): { readonly of: Side; readonly tap: Pick<Tap, 'side' | 'ratio' | 'angle_deg'> } {
  const terminal = tap.side === 'hv' ? 'hv' : 'lv';
  if (!row.flag('tap_at_star_point', false)) return { of: tap.side, tap: { ...tap, side: terminal } };
  const side = terminal === 'hv' ? 'lv' : 'hv';
  if (tap.steps) {
    const { delta, percent, degree } = tap.steps;
    const step = times([percent, 0], unit(degree));
    const t = over(times([100, 0], step), plus([100, 0], times([delta, 0], step)));
    const turned = complexTap(delta, Math.hypot(...t), degrees(Math.atan2(t[1], t[0])) - 180);
    return { of: tap.side, tap: { side, ...turned } };
  }
  if (row.text('tap_changer_type') === 'Ideal' && !row.flag('tap_dependency_table', false))
    row.bad('tap_at_star_point', true, 'an ideal phase shifter at a terminal', 'pandapower itself has no rule for it');
  return { of: tap.side, tap: { side, ratio: 1 / tap.ratio, angle_deg: -tap.angle_deg } };
}
