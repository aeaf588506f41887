// Lines, transformers and switches of SimBench tables.
//   vkr = 100 pCu / (1000 sR);   tap: u = 1 + (tappos − tapNeutr) dVm/100 e^{j dVa} on the side of the tap changer, of which |u|
//   scales the rated voltage and the angle adds to va0, with the opposite sign at the low-voltage side
import type { Switch } from '../../model/data.ts';
import type { Tally } from '../elements/tally.ts';
import type { SimbenchLine, SimbenchTransformer } from './grid.ts';
import type { Nodes } from './nodes.ts';
import type { Row } from './table.ts';
import type { Tables } from './tables.ts';

/** AC lines; those of a type that is only in DCLineType are `dcLines`. */
export function linesOf(tables: Tables, nodes: Nodes, tally: Tally): SimbenchLine[] {
  const types = tables.byId('LineType');
  const dcTypes = tables.byId('DCLineType');
  return tables.rows('Line').flatMap((row) => {
    const name = row.text('type');
    const type = types.get(name);
    if (!type) {
      if (!dcTypes.has(name)) row.bad('type', name, 'a type of LineType.csv or DCLineType.csv');
      return [];
    }
    const [from_bus, to_bus] = nodes.pair(row, 'nodeA', 'nodeB');
    nodes.checkOneVoltage(row, from_bus, to_bus, 'a transformer joins different voltages');
    noteLoading(row, 'line', tally);
    const i_max_a = type.given('iMax') === undefined ? 0 : type.from0('iMax');
    return {
      line: row.text('id'),
      from_bus,
      to_bus,
      length_km: row.positive('length'),
      r_ohm_per_km: type.from0('r'),
      x_ohm_per_km: type.from0('x'),
      b_us_per_km: type.from0('b'),
      ...(i_max_a > 0 ? { i_max_a } : {}),
      at: row.at,
    };
  });
}

/** Rows of DC lines with the row of their type. */
export function dcLinesOf(tables: Tables): { readonly row: Row; readonly type: Row }[] {
  const types = tables.byId('LineType');
  const dcTypes = tables.byId('DCLineType');
  return tables.rows('Line').flatMap((row) => {
    const name = row.given('type') ?? '';
    const type = types.has(name) ? undefined : dcTypes.get(name);
    return type ? [{ row, type }] : [];
  });
}

export function transformersOf(tables: Tables, nodes: Nodes, tally: Tally): SimbenchTransformer[] {
  for (const row of tables.rows('Transformer3W'))
    row.bad('id', row.given('id'), 'transformers of two windings', 'no published SimBench grid has three');
  const types = tables.byId('TransformerType');
  return tables.rows('Transformer').flatMap((row) => {
    const name = row.text('type');
    const type = types.get(name);
    if (!type) {
      row.bad('type', name, 'a type of TransformerType.csv');
      return [];
    }
    const [from_bus, to_bus] = nodes.pair(row, 'nodeHV', 'nodeLV');
    noteLoading(row, 'transformer', tally);
    const sn_mva = type.positive('sR');
    const vk_percent = type.positive('vmImp');
    const vkr_percent = (100 * type.from0('pCu')) / (1000 * sn_mva);
    if (vkr_percent > vk_percent)
      type.bad('pCu', type.given('pCu'), `at most ${10 * vk_percent * sn_mva} kW, where vmImp is ${vk_percent} %`);
    const [pfe_kw, i0_percent] = [type.from0('pFe'), type.from0('iNoLoad')];
    if (i0_percent >= 100) type.bad('iNoLoad', i0_percent, 'a current in % of rated, below 100');
    if (pfe_kw > 1000 * sn_mva) type.bad('pFe', pfe_kw, `iron losses in kW below the rating, ${sn_mva} MVA`);
    const { shift_deg, ...tap } = tapOf(row, type, tally);
    return {
      transformer: row.text('id'),
      from_bus,
      to_bus,
      sn_mva,
      vn_from_kv: type.positive('vmHV'),
      vn_to_kv: type.positive('vmLV'),
      vk_percent,
      vkr_percent,
      pfe_kw,
      i0_percent,
      ...tap,
      shift_deg: type.number('va0') + shift_deg,
      at: row.at,
    };
  });
}

type Tap = Pick<SimbenchTransformer, 'tap_ratio' | 'tap_side' | 'shift_deg'>;

function tapOf(row: Row, type: Row, tally: Tally): Tap {
  const name = `transformer ${row.given('id')}`;
  if (row.given('autoTap') !== undefined && row.flag('autoTap'))
    tally.add('auto_tap', name, (what) => `the tap changer is not controlled (autoTap) and is at tappos: ${what}`);
  const position = row.number('tappos');
  const steps = position - (type.optional('tapNeutr') ?? 0);
  const side = type.given('tapside')?.toUpperCase();
  if (steps === 0) return { tap_ratio: 1, tap_side: side === 'LV' ? 'to' : 'from', shift_deg: 0 };
  if (!type.flag('tapable')) {
    tally.add('not_tapable', name, (what) => `tappos has no effect, as its type is not tapable: ${what}`);
    return { tap_ratio: 1, tap_side: 'from', shift_deg: 0 };
  }
  checkPosition(row, type, position);
  if (side !== 'HV' && side !== 'LV') type.bad('tapside', type.given('tapside'), 'HV or LV');
  const step = (steps * type.number('dVm')) / 100;
  const angle = ((type.optional('dVa') ?? 0) * Math.PI) / 180;
  const [re, im] = [1 + step * Math.cos(angle), step * Math.sin(angle)];
  if (re <= 0) row.bad('tappos', row.given('tappos'), `a tap at which the ratio is above 0: a step is ${step / steps}`);
  const turned = (Math.atan2(im, re) * 180) / Math.PI;
  return {
    tap_ratio: Math.hypot(re, im),
    tap_side: side === 'LV' ? 'to' : 'from',
    shift_deg: side === 'LV' ? 0 - turned : turned,
  };
}

/** The changer has the position, and the type says what a step of it is. */
function checkPosition(row: Row, type: Row, position: number): void {
  type.number('tapNeutr');
  const [min, max] = [type.optional('tapMin') ?? position, type.optional('tapMax') ?? position];
  if (!Number.isInteger(position)) row.bad('tappos', position, 'a whole number');
  else if (position < min || position > max)
    row.bad('tappos', position, `a position from tapMin ${min} to tapMax ${max} of its type ${type.given('id')}`);
}

/** Ratings are those of the type. */
function noteLoading(row: Row, kind: string, tally: Tally): void {
  const most = row.optional('loadingMax');
  if (most !== undefined && most !== 100)
    tally.add(
      'loading_max',
      `${kind} ${row.given('id')}`,
      (what) => `loadingMax other than 100 % is not used: ${what}`,
    );
}

export function switchesOf(tables: Tables, nodes: Nodes): Switch[] {
  return tables.rows('Switch').map((row) => {
    const [from_bus, to_bus] = nodes.pair(row, 'nodeA', 'nodeB');
    nodes.checkOneVoltage(row, from_bus, to_bus, 'a switch joins nodes of one nominal voltage');
    return { switch: row.text('id'), from_bus, to_bus, closed: row.flag('cond'), at: row.at };
  });
}
