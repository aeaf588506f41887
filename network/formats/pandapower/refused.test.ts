// Every refusal and every remark, each with a file that causes it.
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { readText } from '../choice.ts';
import { pandapower } from './index.ts';
import { readPandapower } from './read.ts';
import { feeder, netText, type Tables, TRAFO } from './testing/net.ts';

const buses = (...vn_kv: readonly number[]) => vn_kv.map((kv) => ({ vn_kv: kv }));

function refusal(text: string): string {
  try {
    readPandapower(text, 'net.json');
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

const remarks = (tables: Tables, settings = {}) =>
  readPandapower(netText(tables, { settings }), 'net.json').notes.map(({ text }) => text);

const THREE = {
  ...{
    hv_bus: 0,
    mv_bus: 1,
    lv_bus: 2,
    sn_hv_mva: 10,
    sn_mv_mva: 10,
    sn_lv_mva: 10,
    vn_hv_kv: 20,
    vn_mv_kv: 20,
    vn_lv_kv: 20,
  },
  ...{ vk_hv_percent: 6, vk_mv_percent: 6, vk_lv_percent: 6, vkr_hv_percent: 1, vkr_mv_percent: 1, vkr_lv_percent: 1 },
  ...{ pfe_kw: 1, i0_percent: 0.1 },
};
const TAP = { tap_side: 'hv', tap_pos: 2, tap_neutral: 0, tap_step_percent: 1.5 };
const GEN = { p_mw: 1, vm_pu: 1 };

describe('an element is refused, with file, row, column, what was found and what was expected:', () => {
  it.each<readonly [what: string, tables: Tables, message: RegExp]>([
    [
      'an unknown bus',
      feeder({ load: [{ bus: 9, p_mw: 1, q_mvar: 0 }] }),
      /net.json, load 0, bus +found 9 +expected the index of a bus/,
    ],
    [
      'a fractional bus',
      feeder({ load: [{ bus: 1.5, p_mw: 1 }] }),
      /load 0, bus +found 1.5 +expected the key of an element/,
    ],
    ['a missing power', feeder({ load: [{ bus: 1 }] }), /load 0, p_mw +found nothing +expected a finite number/],
    [
      'a text as number',
      feeder({ load: [{ bus: 1, p_mw: '1' }] }),
      /load 0, p_mw +found "1" +expected a finite number/,
    ],
    [
      'an object as number',
      feeder({ load: [{ bus: 1, p_mw: { _module: 'os', _class: 'system' } }] }),
      /load 0, p_mw +found "an object" +expected a finite number/,
    ],
    [
      'a negative length',
      feeder({
        line: [
          { from_bus: 0, to_bus: 1, length_km: -1, r_ohm_per_km: 0.1, x_ohm_per_km: 0.1, c_nf_per_km: 0, max_i_ka: 1 },
        ],
      }),
      /line 0, length_km +found -1 +expected a length of 0 or more/,
    ],
    [
      'an empty scaling',
      feeder({ load: [{ bus: 1, p_mw: 1, q_mvar: 0, scaling: null }] }),
      /load 0, scaling +found nothing +expected a finite number/,
    ],
    [
      'an empty reactive power',
      feeder({ load: [{ bus: 1, p_mw: 1, q_mvar: null }] }),
      /load 0, q_mvar +found nothing +expected a finite number/,
    ],
    [
      'an empty set point',
      feeder({ ext_grid: [{ bus: 0, vm_pu: null }] }),
      /ext_grid 0, vm_pu +found nothing +expected a finite number/,
    ],
    [
      'an empty state',
      feeder({ load: [{ bus: 1, p_mw: 1, in_service: null }] }),
      /load 0, in_service +found nothing +expected true or false/,
    ],
    [
      'a switch without a state',
      feeder({ switch: [{ bus: 1, element: 2, et: 'b', closed: null }] }),
      /switch 0, closed +found nothing +expected true or false/,
    ],
    [
      'one and a half parallel transformers',
      feeder({ line: [], trafo: [{ ...TRAFO, parallel: 1.5 }], bus: buses(20, 20), load: [] }),
      /trafo 0, parallel +found 1.5 +expected a whole number from 1/,
    ],
    [
      'a slack at a bus out of service',
      feeder({ bus: [{ vn_kv: 20, in_service: false }, ...[20, 20].map((vn_kv) => ({ vn_kv, in_service: true }))] }),
      /ext_grid +found "none in service at a bus in service"/,
    ],
    [
      'a net without buses',
      feeder({ bus: [] }),
      /1 problem, nothing was run\n +net.json, bus +found "no rows" +expected at least one bus/,
    ],
    ['a nominal voltage of 0', feeder({ bus: buses(20, 0, 20) }), /bus 1, vn_kv +found 0 +expected a number above 0/],
    [
      'a flag that is a number',
      feeder({ bus: [{ vn_kv: 20, in_service: 3 }, ...buses(20, 20)] }),
      /in_service +found 3 +expected true or false/,
    ],
    [
      'two voltages of a line',
      feeder({ bus: buses(20, 10, 10) }),
      /line 0, to_bus +found "20 and 10 kV" +expected one nominal voltage/,
    ],
    [
      'two voltages of a closed switch',
      feeder({ bus: [...buses(20, 20, 20), { vn_kv: 10 }], switch: [{ bus: 2, element: 3, et: 'b', closed: true }] }),
      /switch 0, element +found "20 and 10 kV"/,
    ],
    [
      'an unknown kind of switch',
      feeder({ switch: [{ bus: 1, element: 0, et: 'x', closed: true }] }),
      /switch 0, et +found "x"/,
    ],
    [
      'an open switch of no line',
      feeder({ switch: [{ bus: 1, element: 7, et: 'l', closed: false }] }),
      /switch 0, element +found 7 +expected the index of a row of line/,
    ],
    [
      'an open switch off its line',
      feeder({ switch: [{ bus: 2, element: 0, et: 'l', closed: false }] }),
      /switch 0, bus +found 2 +expected a bus at an end of line 0/,
    ],
    [
      'two set points at a bus',
      feeder({ gen: [{ bus: 0, ...GEN }] }),
      /gen 0, vm_pu +found 1 +expected 1.02 p.u., the set point of net.json, ext_grid 0/,
    ],
    [
      'two set points at a node',
      feeder({
        switch: [{ bus: 1, element: 2, et: 'b', closed: true }],
        gen: [
          { bus: 1, ...GEN },
          { bus: 2, ...GEN, vm_pu: 1.01 },
        ],
      }),
      /gen 1, vm_pu +found 1.01 +expected 1 p.u./,
    ],
    [
      'two angles at a node',
      feeder({
        ext_grid: [
          { bus: 0, vm_pu: 1, va_degree: 1 },
          { bus: 0, vm_pu: 1, va_degree: 2 },
        ],
      }),
      /ext_grid 1, va_degree +found 2 +expected 1 degrees/,
    ],
    [
      'shares above 100 %',
      feeder({ load: [{ bus: 2, p_mw: 1, const_z_p_percent: 70, const_i_p_percent: 40 }] }),
      /load 0, const_z_p_percent +found 70 +expected at most 100 %/,
    ],
    [
      'a motor above power factor 1',
      feeder({ motor: [{ bus: 1, pn_mech_mw: 1, cos_phi: 1.2 }] }),
      /motor 0, cos_phi +found 1.2/,
    ],
    [
      'an impedance that depends on the direction',
      feeder({
        impedance: [{ from_bus: 0, to_bus: 2, rft_pu: 0.1, xft_pu: 0.2, rtf_pu: 0.1, xtf_pu: 0.3, sn_mva: 1 }],
      }),
      /impedance 0, xtf_pu +found 0.3 +expected the value of xft_pu, 0.2.*not reciprocal/,
    ],
    [
      'a resistance above the impedance',
      feeder({ trafo: [{ ...TRAFO, vkr_percent: 7 }] }),
      /trafo 0, vkr_percent +found 7 +expected at most the short-circuit voltage, 6 %/,
    ],
    [
      'a tap side',
      feeder({ trafo: [{ ...TRAFO, ...TAP, tap_side: 'mv', tap_changer_type: 'Ratio' }] }),
      /trafo 0, tap_side +found "mv" +expected hv or lv/,
    ],
    [
      'percent and degrees in an ideal phase shifter',
      feeder({ trafo: [{ ...TRAFO, ...TAP, tap_changer_type: 'Ideal', tap_step_degree: 2 }] }),
      /trafo 0, tap_step_degree +found 2/,
    ],
    [
      'an angle beyond arcsin',
      feeder({ trafo: [{ ...TRAFO, ...TAP, tap_changer_type: 'Ideal', tap_step_percent: 150 }] }),
      /trafo 0, tap_pos +found 2 +expected steps of 150 %/,
    ],
    [
      'a step without row in its table',
      feeder({
        trafo: [{ ...TRAFO, ...TAP, tap_dependency_table: true, id_characteristic_table: 0 }],
        trafo_characteristic_table: [
          { id_characteristic: 0, step: 1, voltage_ratio: 1, angle_deg: 0, vk_percent: 6, vkr_percent: 1 },
        ],
      }),
      /trafo 0, tap_pos +found 2 +expected a step of the characteristic 0/,
    ],
    [
      'an ideal phase shifter at the star point',
      feeder({
        trafo3w: [
          {
            ...THREE,
            ...TAP,
            tap_step_percent: 0,
            tap_step_degree: 2,
            tap_changer_type: 'Ideal',
            tap_at_star_point: true,
          },
        ],
      }),
      /trafo3w 0, tap_at_star_point/,
    ],
    ['a winding of losses', feeder({ trafo3w: [{ ...THREE, loss_side: 'xv' }] }), /trafo3w 0, loss_side +found "xv"/],
    [
      'a shunt without step in its table',
      feeder({ shunt: [{ bus: 1, q_mvar: 1, step_dependency_table: true, step: 2 }] }),
      /shunt 0, step +found 2/,
    ],
    [
      'a converter',
      feeder({ svc: [{ bus: 1, in_service: true }] }),
      /svc 0, in_service +found true +expected svc out of service.*replace it/,
    ],
    [
      'an external grid without set point, which pandapower does not solve either',
      feeder({ ext_grid: [{ bus: 0 }] }),
      /ext_grid 0, vm_pu +found nothing +expected a finite number/,
    ],
    [
      'an unknown kind of tap changer',
      feeder({ trafo: [{ ...TRAFO, ...TAP, tap_changer_type: 'ratio' }] }),
      /trafo 0, tap_changer_type +found "ratio" +expected Ratio, Symmetrical/,
    ],
    ['a DC bus', feeder({ bus_dc: [{ vn_kv: 100, in_service: true }] }), /bus_dc 0, in_service/],
  ])('%s', (_, tables, message) => expect(refusal(netText(tables))).toMatch(message));

  it('two keys that are the same, and one that is no number', () => {
    expect(refusal(netText(feeder(), { keys: { bus: [0, 1, 1] } }))).toMatch(
      /bus, index +found 1 +expected keys that differ/,
    );
    expect(refusal(netText(feeder(), { keys: { load: ['a'] } }))).toMatch(
      /load, index +found "a" +expected whole numbers/,
    );
  });

  it('all of a file at once', () => {
    expect(refusal(netText(feeder({ load: [{ bus: 9 }, { bus: 1, p_mw: 'x' }] })))).toContain('2 problems');
  });
});

describe('a setting is refused:', () => {
  it.each<readonly [what: string, settings: Readonly<Record<string, unknown>>, message: RegExp]>([
    [
      'a version of 1.x',
      { format_version: undefined, version: 1.2 },
      /version +found "1.x, with powers in kW".*save it again/,
    ],
    ['no version', { format_version: undefined, version: undefined }, /format_version +found nothing/],
    ['a version that is none', { format_version: 'latest' }, /format_version +found "latest"/],
    [
      'a format newer than its program',
      { format_version: '3.0.0', version: '2.14.1' },
      /format_version +found "format_version 3.x and version 2.x"/,
    ],
    ['a base of 0', { sn_mva: 0 }, /sn_mva +found 0/],
    ['a frequency that is a text', { f_hz: '50' }, /f_hz +found "50"/],
    [
      'a model of transformers',
      { user_pf_options: { trafo_model: 'gamma' } },
      /user_pf_options, trafo_model +found "gamma" +expected t or pi/,
    ],
    ['options that are no object', { user_pf_options: [1] }, /user_pf_options +found/],
  ])('%s', (_, settings, message) => expect(refusal(netText(feeder(), { settings }))).toMatch(message));
});

describe('a remark says', () => {
  it.each<readonly [what: string, tables: Tables, settings: Readonly<Record<string, unknown>>, remark: string]>([
    [
      'what is out of service',
      feeder({ load: [{ bus: 1, p_mw: 1, in_service: false }] }),
      {},
      'out of service or at a bus out of service, so left out: load 0',
    ],
    [
      'that a tap has no kind',
      feeder({ trafo: [{ ...TRAFO, ...TAP }] }),
      {},
      'tap_changer_type is empty, so the tap is at neutral whatever tap_pos is, as in pandapower from 3.0: trafo 0',
    ],
    [
      'that phases were added',
      feeder({ asymmetric_load: [{ bus: 1, p_a_mw: 1 }] }),
      {},
      'the sum of the three phases, taken as balanced: asymmetric_load 0',
    ],
    [
      'where shares are averaged by pandapower',
      feeder({ load: [{ bus: 2, p_mw: 1, const_z_p_percent: 50 }], sgen: [{ bus: 2, p_mw: 0.5 }] }),
      {},
      'each element has the voltage dependence that the file gives it; pandapower applies the mean of the loads of a bus to all powers there, so its own voltages differ at and around bus 2',
    ],
    [
      'which options are not followed',
      feeder(),
      { user_pf_options: { distributed_slack: true } },
      'options of a power flow (user_pf_options) that are not followed: distributed_slack',
    ],
    [
      'which tables are not used',
      feeder({ measurement: [{ value: 1 }, { value: 2 }] }),
      {},
      'not used: measurement 0, measurement 1',
    ],
    [
      'that objects are not read',
      feeder(),
      { characteristics: { _module: 'x', _class: 'Characteristic', _object: '{}' } },
      'objects of Python are not read: characteristics',
    ],
    [
      'that splines are not read',
      feeder({ trafo: [{ ...TRAFO, tap_dependent_impedance: true }] }),
      { format_version: '2.14.0' },
      'impedances that depend on the tap by a characteristic, which is an object and not read, so those of the table are taken: trafo 0',
    ],
    [
      'which taps their changers do not have, in 3.x',
      feeder({ trafo: [{ ...TRAFO, ...TAP, tap_changer_type: 'Ratio', tap_min: -2, tap_max: 2, tap_pos: 99 }] }),
      {},
      'tap positions outside of tap_min to tap_max, taken as they are written, as in pandapower: trafo 0 (tap_pos 99 of -2 to 2)',
    ],
    [
      'which taps their changers do not have, in 2.x and with three windings',
      feeder({ trafo3w: [{ ...THREE, ...TAP, tap_min: -1, tap_max: 1 }] }),
      { format_version: '2.14.0' },
      'tap positions outside of tap_min to tap_max, taken as they are written, as in pandapower: trafo3w 0 (tap_pos 2 of -1 to 1)',
    ],
    ...(['tap_side', 'tap_neutral', 'tap_step_percent'] as const).map(
      (column) =>
        [
          `that a changer has no ${column}`,
          feeder({ trafo: [{ ...TRAFO, ...TAP, [column]: null, tap_changer_type: 'Ratio' }] }),
          {},
          'tap positions other than neutral without effect, as the changer is incomplete, as in pandapower: ' +
            `trafo 0 (no ${column})`,
        ] as const,
    ),
    [
      'which shunts are at a step that they do not have',
      feeder({ shunt: [{ bus: 1, q_mvar: 0.1, step: 3, max_step: 2 }] }),
      {},
      'steps outside of 0 to max_step, taken as they are written: shunt 0 (step 3 of 0 to 2)',
    ],
    [
      'which iron losses are in a wrong unit',
      feeder({ trafo: [{ ...TRAFO, pfe_kw: 20_000 }] }),
      {},
      'iron losses (pfe_kw) below 0 or above the rating, taken as they are written: trafo 0',
    ],
    [
      'which ratings are none',
      feeder({ line: feeder()['line']!.map((line) => ({ ...line, max_i_ka: 0 })) }),
      {},
      'max_i_ka of 0 or less, taken as no rating: line 0, line 1',
    ],
  ])('%s', (_, tables, settings, remark) => expect(remarks(tables, settings)).toContain(remark));

  it('nothing of a changer that is at neutral, or has its position', () => {
    const at = (tap: object) => feeder({ trafo: [{ ...TRAFO, ...tap, tap_changer_type: 'Ratio' }] });
    expect(remarks(at({ ...TAP, tap_min: -2, tap_max: 2 }))).toEqual([]);
    expect(remarks(at({ tap_pos: 0, tap_min: -2, tap_max: 2 }))).toEqual([]);
  });

  it('nothing of elements that share their dependence, or have no power', () => {
    const load = { bus: 2, p_mw: 1, const_z_p_percent: 50, const_z_q_percent: 50 };
    expect(remarks(feeder({ load: [load, load], sgen: [{ bus: 2, p_mw: 0 }] }))).toEqual([]);
  });

  it('of controllers, what reads their series', () => {
    const [remark] = remarks(feeder({ controller: [{ object: { _module: 'm', _class: 'ConstControl' } }] }));
    expect(remark).toMatch(/controllers.*import pandapower reads the series of ConstControl: controller 0/);
  });
});

describe('a text is refused:', () => {
  const text = netText(feeder());
  const read = (written: string) => readText('net.json', written, [pandapower]);

  it.each<readonly [what: string, text: string, message: RegExp]>([
    ['a truncated one', text.slice(0, -20), /net.json:1 +found ".*JSON/],
    ['an encrypted one', `gAAAAABm${'x'.repeat(500)}`, /an encrypted text.*encryption_key/],
    ['a table that is cut', text.replace('\\"data\\":[[', '\\"data\\":['), /net.json, bus, _object:1/],
    [
      'bare columns of 1.x',
      '{"std_types": {}, "bus": {"vn_kv": {"0": 20}}}',
      /bus +found "columns without a class".*pandapower 2/,
    ],
    ['one without buses', '{"_class": "pandapowerNet", "_object": {"load": 1}}', /net.json, bus +found nothing/],
    ['a net that is a list', '{"_class": "pandapowerNet", "_object": [1]}', /net.json, _object/],
    [
      'a table of another orientation',
      text.replace('"orient":"split"', '"orient":"columns"'),
      /net.json, bus +found "columns"/,
    ],
    [
      'rows of other lengths',
      text.replace('\\"data\\":[[20],', '\\"data\\":[[20,1],'),
      /found "2 cells in row 1" +expected rows of 1 cells/,
    ],
    ['more keys than rows', text.replace('\\"index\\":[0,1,2]', '\\"index\\":[0,1,2,3]'), /4 keys and 3 rows/],
    [
      'columns of one name',
      netText({ bus: [{ vn_kv: 1, name: 2 }] }).replace('\\"name\\"', '\\"vn_kv\\"'),
      /two columns/,
    ],
    ['nesting in the text', `{"_class":"pandapowerNet","_object":${'['.repeat(200)}`, /JSON nested at most 100 deep/],
    ['nesting in a table', text.replace('[20]', '['.repeat(200)), /bus, _object:1.*JSON nested at most 100 deep/],
  ])('%s', (_, written, message) => {
    expect(() => read(written)).toThrow(InputError);
    expect(() => read(written)).toThrow(message);
  });

  it('60 MB of nesting, in the text and in a table, in bounded depth', () => {
    const deep = '['.repeat(60_000_000);
    expect(() => read(`{"_class":"pandapowerNet","_object":${deep}`)).toThrow(/nested at most 100 deep/);
    expect(() => read(text.replace('{\\"columns', deep))).toThrow(/nested at most 100 deep/);
  });

  it('names of prototypes are names as any other', () => {
    const row = JSON.parse('{"vn_kv": 20, "__proto__": {"polluted": 1}, "constructor": 2}') as Record<string, unknown>;
    const hostile = netText(feeder({ bus: [row, ...feeder()['bus']!.slice(1)] })).replace(
      '"load":',
      '"__proto__":{"polluted":1},"load":',
    );
    expect(hostile).toContain('__proto__');
    expect(readPandapower(hostile, 'net.json').data.buses).toHaveLength(3);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('objects in cells that are not needed are skipped', () => {
    const row = { bus: 2, p_mw: 1, name: { _module: 'builtins', _class: 'eval', _object: 'x' } };
    expect(readPandapower(netText(feeder({ load: [row] })), 'net.json').data.loads).toHaveLength(1);
  });
});

describe('a text is claimed', () => {
  it.each([
    [netText(feeder()), true],
    ['{"std_types": {}, "bus": 1}', true],
    ['{"version": "1.0", "type": "input", "is_batch": false, "data": {}}', false],
    ['[1, 2]', false],
  ])('%s: %s', (text, claimed) => expect(pandapower.claims(text)).toBe(claimed));

  it('where the whole net is a text, as up to 2.0', () => {
    const whole = JSON.parse(netText(feeder(), { settings: { format_version: undefined, version: '2.0.1' } })) as {
      _object: unknown;
    };
    const text = JSON.stringify({ ...whole, _object: JSON.stringify(whole._object) });
    expect(pandapower.claims(text)).toBe(true);
    expect(readPandapower(text, 'net.json').data.branches).toHaveLength(2);
  });
});
