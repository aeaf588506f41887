// Tap changers. Which rule applies depends on the version that wrote the file:
//   from 3   `tap_changer_type`; null is none, whatever the position is
//   2        `tap_phase_shifter`: an ideal changer of the angle; otherwise one in steps of `tap_step_percent`
import { type Complex, plus, times } from '../../elements/two-windings.ts';
import type { Net } from '../file/net.ts';
import type { Row } from '../file/table.ts';

/** Rated voltages of the windings after the tap, and the angle of the tap [degrees; > 0 delays the lv side]. */
export interface Turns {
  readonly hv_kv: number;
  readonly lv_kv: number;
  readonly shift_deg: number;
}

/** A changer in a position other than none: it multiplies the voltage of its winding by a complex number. */
export interface Tap {
  readonly side: 'hv' | 'mv' | 'lv';
  /** |u|/V, and the angle that it adds at the hv side; subtracted at the others. */
  readonly ratio: number;
  readonly angle_deg: number;
  /** Position from the neutral one, and a step [% and degrees]; absent where a table or an angle alone gives the ratio. */
  readonly steps?: { readonly delta: number; readonly percent: number; readonly degree: number };
}

export const turned = (turns: Turns, { side, ratio, angle_deg }: Pick<Tap, 'side' | 'ratio' | 'angle_deg'>): Turns =>
  side === 'hv'
    ? { ...turns, hv_kv: turns.hv_kv * ratio, shift_deg: turns.shift_deg + angle_deg }
    : { ...turns, lv_kv: turns.lv_kv * ratio, shift_deg: turns.shift_deg - angle_deg };

/** Ratio and angle of 1 + Δ·percent/100·e^{j·degree}; the angle as arctan, as in pandapower. */
export function complexTap(delta: number, percent: number, degree: number): Pick<Tap, 'ratio' | 'angle_deg'> {
  const step = (percent / 100) * delta;
  const [re, im] = plus([1, 0], times([step, 0], unit(degree)));
  return { ratio: Math.hypot(re, im), angle_deg: degrees(Math.atan(im / re)) };
}

export const unit = (angle_deg: number): Complex => {
  const angle = (angle_deg * Math.PI) / 180;
  return [Math.cos(angle), Math.sin(angle)];
};

export const degrees = (radians: number): number => (radians * 180) / Math.PI;

/** Row of `trafo_characteristic_table` for the position of a transformer with `tap_dependency_table`; undefined without one. */
export function tableRow(net: Net, row: Row): Row | undefined {
  if (!row.flag('tap_dependency_table', false)) return undefined;
  return characteristic(net, row, 'trafo_characteristic_table', 'tap_pos');
}

/** Row of a table with `id_characteristic` and `step`. */
export function characteristic(net: Net, row: Row, table: string, position: string): Row | undefined {
  const [id, step] = [row.given('id_characteristic_table'), row.given(position)];
  for (const candidate of net.rows(table))
    if (candidate.given('id_characteristic') === id && candidate.given('step') === step && id !== undefined)
      return candidate;
  row.bad(position, step, `a step of the characteristic ${id ?? '(none given)'} in ${table}`);
  return undefined;
}

/**
 * The taps of a row that are in effect.
 * @param changers '' for `tap_pos` and so on, '2' for `tap2_pos`
 */
export function tapsOf(net: Net, table: string, row: Row, changers: readonly ('' | '2')[], byTable?: Row): Tap[] {
  return changers.flatMap((t) => {
    const side = row.text(`tap${t}_side`);
    const position = row.given(`tap${t}_pos`);
    const neutral = row.given(`tap${t}_neutral`);
    if (position === undefined) return [];
    noteBounds(net, table, row, t, position);
    if (side === undefined) {
      if (position !== (neutral ?? 0)) noteIncomplete(net, table, row, `tap${t}_side`);
      return [];
    }
    const sides = table === 'trafo3w' ? ['hv', 'mv', 'lv'] : ['hv', 'lv'];
    if (!sides.includes(side)) row.bad(`tap${t}_side`, side, sides.join(' or '));
    const at = side as Tap['side'];
    if (t === '' && byTable)
      return [{ side: at, ratio: byTable.number('voltage_ratio', 1), angle_deg: byTable.number('angle_deg', 0) }];
    const kind = kindOf(net, table, row, t, position !== neutral);
    if (kind === undefined || position === neutral) return [];
    if (neutral === undefined) {
      noteIncomplete(net, table, row, `tap${t}_neutral`);
      return [];
    }
    const delta = position - neutral;
    const [percent, degree] = [row.number(`tap${t}_step_percent`, 0), row.number(`tap${t}_step_degree`, 0)];
    if (percent === 0 && (degree === 0 || kind === 'steps')) noteIncomplete(net, table, row, `tap${t}_step_percent`);
    if (kind === 'steps')
      return [{ side: at, ...complexTap(delta, percent, degree), steps: { delta, percent, degree } }];
    if (percent !== 0 && degree !== 0)
      row.bad(
        `tap${t}_step_degree`,
        degree,
        `either degrees or percent in an ideal phase shifter, which has ${percent} % too`,
      );
    const angle_deg = degree === 0 ? 2 * degrees(Math.asin((delta * percent) / 200)) : delta * degree;
    if (Number.isNaN(angle_deg)) row.bad(`tap${t}_pos`, position, `steps of ${percent} % that an angle can make`);
    return [{ side: at, ratio: 1, angle_deg }];
  });
}

type Kind = 'steps' | 'angle';

function kindOf(net: Net, table: string, row: Row, t: '' | '2', isMoved: boolean): Kind | undefined {
  const column = `tap${t}_changer_type`;
  if (net.isOf3) {
    const type = row.text(column);
    if (type === 'Ratio' || type === 'Symmetrical') return 'steps';
    if (type === 'Ideal') return 'angle';
    if (type !== undefined && type !== 'Tabular')
      row.bad(column, type, 'Ratio, Symmetrical, Ideal, Tabular or none, which are the tap changers of pandapower');
    else if (isMoved) net.note('no_tap_type', table, row, NO_TYPE);
    return undefined;
  }
  const isIdeal = row.flag(`tap${t}_phase_shifter`, false);
  const percent = row.given(`tap${t}_step_percent`) ?? 0;
  if (isIdeal && percent !== 0) net.note('ideal_percent', table, row, IDEAL_PERCENT);
  return isIdeal ? 'angle' : 'steps';
}

/** A position that the changer does not have, which pandapower takes as it is written. */
function noteBounds(net: Net, table: string, row: Row, t: '' | '2', position: number): void {
  const [min, max] = [row.given(`tap${t}_min`), row.given(`tap${t}_max`)];
  if (min === undefined || max === undefined || (position >= Math.min(min, max) && position <= Math.max(min, max)))
    return;
  const name = `${table} ${row.key} (tap${t}_pos ${position} of ${min} to ${max})`;
  net.tally.add('tap_bounds', name, OUT_OF_BOUNDS);
}

const OUT_OF_BOUNDS = (what: string) =>
  `tap positions outside of tap_min to tap_max, taken as they are written, as in pandapower: ${what}`;

function noteIncomplete(net: Net, table: string, row: Row, column: string): void {
  net.tally.add('tap_incomplete', `${table} ${row.key} (no ${column})`, INCOMPLETE);
}

const INCOMPLETE = (what: string) =>
  `tap positions other than neutral without effect, as the changer is incomplete, as in pandapower: ${what}`;

const NO_TYPE = (what: string) =>
  `tap_changer_type is empty, so the tap is at neutral whatever tap_pos is, as in pandapower from 3.0: ${what}`;
const IDEAL_PERCENT = (what: string) =>
  `ideal phase shifters in steps of percent, read as the pandapower that wrote them does (pandapower 3 makes ratio changers of them): ${what}`;
