import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { powerFlow } from '../../power-flow.ts';
import { readAs, readText } from '../index.ts';
import { powerGridModel } from './index.ts';

type Data = Record<string, Record<string, unknown>[]>;

const NODES = [
  { id: 1, u_rated: 10_000 },
  { id: 2, u_rated: 10_000 },
  { id: 3, u_rated: 400 },
];
const LINE = {
  ...{ id: 4, from_node: 1, to_node: 2, from_status: 1, to_status: 1 },
  ...{ r1: 0.25, x1: 0.2, c1: 1e-6, tan1: 0.01, i_n: 400 },
};
const TRANSFORMER = {
  ...{ id: 5, from_node: 2, to_node: 3, from_status: 1, to_status: 1, u1: 10_000, u2: 400, sn: 400_000, uk: 0.04 },
  ...{ pk: 4000, i0: 0.003, p0: 600, winding_from: 2, winding_to: 1, clock: 5 },
  ...{ tap_side: 0, tap_pos: 1, tap_min: -2, tap_max: 2, tap_size: 250 },
};
const LOAD = { id: 6, node: 3, status: 1, type: 0, p_specified: 50_000, q_specified: 10_000 };
const SOURCE = { id: 7, node: 1, status: 1, u_ref: 1.02 };
const GOOD: Data = { node: NODES, line: [LINE], transformer: [TRANSFORMER], sym_load: [LOAD], source: [SOURCE] };

const file = (data: unknown, head: object = {}) =>
  JSON.stringify({ version: '1.0', type: 'input', is_batch: false, attributes: {}, ...head, data });
const read = (data: Data, head: object = {}) => readAs(powerGridModel, file(data, head), 'net.json');
const voltages = (data: Data) => powerFlow(read(data).data, { tolerance_pu: 1e-11 }).buses;

function refusal(text: string): string[] {
  try {
    readAs(powerGridModel, text, 'net.json');
  } catch (error) {
    if (error instanceof InputError)
      return error.problems.map((p) => `${p.where} | ${String(p.found)} | ${p.expected}`);
    throw error;
  }
  return [];
}

describe('the elements of a file', () => {
  it('have their ids as names, and those added say of what they are', () => {
    const { data, notes } = read({ ...GOOD, line: [LINE, { ...LINE, id: 8, to_status: 0 }] });
    expect(data.buses.map(({ bus }) => bus)).toEqual(['1', '2', '3', 'line 8 open at 2', 'source 7']);
    expect(data.branches.map(({ branch }) => branch)).toEqual(['4', '8', '5', '7']);
    expect(data.loads).toMatchObject([{ load: 'load-6', bus: '3', p_mw: 0.05 }]);
    expect(data.branches[0]).toMatchObject({ i_max_a: 400, b_pu: 2 * Math.PI * 50 * 1e-6 * 100 });
    expect(notes).toEqual([]);
  });

  it('have the frequency that is asked for', () => {
    const at60 = readAs(powerGridModel, file(GOOD), 'net.json', { f_hz: 60 }).data.branches[0]!;
    expect(at60.b_pu / read(GOOD).data.branches[0]!.b_pu).toBeCloseTo(1.2, 14);
    expect(at60.g_pu).toBeCloseTo(0.01 * at60.b_pu, 18);
  });

  it('may be lists in the order of their attributes', () => {
    const names = Object.keys(LINE);
    const lists = { ...GOOD, line: [Object.values(LINE)] } as unknown as Data;
    expect(read(lists, { attributes: { line: names } }).data).toEqual(read(GOOD).data);
  });

  it('take null, NaN and absent values as not given', () => {
    const bare = file({ ...GOOD, source: [{ ...SOURCE, sk: null, u_ref_angle: 'NaN' }] }).replace('"NaN"', 'NaN');
    expect(readAs(powerGridModel, bare, 'net.json').data).toEqual(read(GOOD).data);
  });
});

describe('what a power flow does not use', () => {
  it('is noted by kind, with a count', () => {
    const sensors = [11, 12, 13, 14].map((id) => ({ id, measured_object: 1 }));
    const { notes } = read({
      ...GOOD,
      sym_voltage_sensor: sensors,
      fault: [{ id: 20, status: 1 }],
      transformer_tap_regulator: [{ id: 21, regulated_object: 5 }],
      asym_load: [{ ...LOAD, id: 22, p_specified: [1, 2, 3], q_specified: [0, 0, 0] }],
    });
    expect(notes.map(({ text }) => text)).toEqual([
      'not used in a power flow: 5 (sym_voltage_sensor 11, sym_voltage_sensor 12, sym_voltage_sensor 13, …)',
      'taps are taken as they are written, without their regulators: transformer_tap_regulator 21',
      'taken as balanced, the sum of its phases: asym_load 22',
    ]);
  });
});

describe('a tap outside of its bounds', () => {
  // power-grid-model 1.13 calculates with the nearest bound, and its validation names the transformer
  it('is at the nearest one, with a note', () => {
    const at = (tap_pos: number) => read({ ...GOOD, transformer: [{ ...TRANSFORMER, tap_pos }] });
    expect(at(99).data.branches).toEqual(at(2).data.branches);
    expect(at(-99).data.branches).toEqual(at(-2).data.branches);
    expect(at(2).notes).toEqual([]);
    expect(at(99).notes.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^tap_pos outside of tap_min to tap_max is limited.*: transformer 5 \(99 of -2 to 2\)$/),
    ]);
  });

  it('is noted where it is the nominal one', () => {
    const { notes } = read({ ...GOOD, transformer: [{ ...TRANSFORMER, tap_nom: 3 }] });
    expect(notes.map(({ id }) => id)).toEqual(['network_tap_nom_bounds']);
  });
});

describe('an attribute that power-grid-model does not have', () => {
  it('is noted, as a misspelt one then has its default', () => {
    const { tap_pos, ...rest } = TRANSFORMER;
    const { notes } = read({ ...GOOD, transformer: [{ ...rest, tap_position: tap_pos } as never] });
    expect(notes.map(({ text }) => text)).toEqual([
      'attributes that power-grid-model does not have, so not used: tap_position of transformer 5',
    ]);
  });
});

describe('sources', () => {
  it('without impedance are the slack bus themselves, and of one node must agree', () => {
    const stiff = { ...SOURCE, sk: 1e40 };
    const { data } = read({ ...GOOD, source: [stiff] });
    expect(data.buses[0]).toMatchObject({ bus: '1', kind: 'slack', v_pu: 1.02 });
    expect(refusal(file({ ...GOOD, source: [stiff, { ...stiff, id: 8, u_ref: 1 }] }))).toEqual([
      'net.json, source 8, u_ref | 1 at node 1 | the voltage and angle that source 7 holds there, 1.02',
    ]);
  });
});

describe('voltage regulators', () => {
  const GEN = { id: 9, node: 2, status: 1, type: 2, p_specified: 30_000, q_specified: 0 };
  const REGULATOR = { id: 10, regulated_object: 9, status: 1, u_ref: 1.01, q_max: 5e5 };

  it('hold the voltage of the node of a generator in service, which has limits', () => {
    const data = { ...GOOD, sym_gen: [GEN], voltage_regulator: [REGULATOR] };
    expect(voltages(data)[1]!.vm_pu).toBeCloseTo(1.01, 12);
    expect(read(data).data.generators).toEqual([
      expect.objectContaining({ generator: 'gen-9', bus: '2', p_mw: 0.03 * 1.01, q_max_mvar: 0.5 }),
    ]);
    const off = { ...data, sym_gen: [{ ...GEN, status: 0 }] };
    expect(voltages(off)[1]!.vm_pu).not.toBeCloseTo(1.01, 3);
  });

  it('of one node must agree, and name a load or a generator', () => {
    const other = { ...GEN, id: 11 };
    const two = [REGULATOR, { ...REGULATOR, id: 12, regulated_object: 11, u_ref: 1 }];
    expect(refusal(file({ ...GOOD, sym_gen: [GEN, other], voltage_regulator: two }))).toEqual([
      'net.json, voltage_regulator 12, u_ref | 1 at node 2 | the voltage and angle that voltage_regulator 10 holds there, 1.01',
    ]);
    expect(refusal(file({ ...GOOD, voltage_regulator: [{ ...REGULATOR, regulated_object: 4 }] }))).toEqual([
      'net.json, voltage_regulator 10, regulated_object | 4 | the id of a load or a generator',
    ]);
  });
});

describe('an attribute that is missing', () => {
  const GENERIC = {
    ...{ id: 9, from_node: 1, to_node: 2, from_status: 1, to_status: 1 },
    r1: 1,
    x1: 2,
    g1: 0,
    b1: 1e-6,
  };
  const whole: Data = { ...GOOD, generic_branch: [GENERIC] };
  /** Those without which power-grid-model solves the file too, or which no symmetric power flow uses. */
  const optional = new Set(['line.i_n', 'transformer.tap_pos', 'transformer.winding_from', 'transformer.winding_to']);
  const all = Object.entries(whole).flatMap(([component, [row]]) =>
    Object.keys(row!).flatMap((attribute) => (attribute === 'id' ? [] : [`${component}.${attribute}`])),
  );

  it.each(all)('is refused or has the default of power-grid-model: %s', (name) => {
    const [component, attribute] = name.split('.') as [string, string];
    const { [attribute]: _, ...row } = whole[component]![0]!;
    const faults = refusal(file({ ...whole, [component]: [row, ...whole[component]!.slice(1)] }));
    if (optional.has(name)) expect(faults).toEqual([]);
    else expect(faults).toContainEqual(expect.stringContaining(`, ${attribute} | undefined | `));
  });
});

describe('refused', () => {
  it.each([
    ['a batch', file([GOOD], { is_batch: true }), 'net.json, is_batch | true | false: the input of one scenario'],
    ['an update', file(GOOD, { type: 'update' }), 'net.json, type | update | input'],
    ['no components', file(null), 'net.json, data | null | an object with lists of components'],
    ['a component that is no list', file({ ...GOOD, line: {} }), 'net.json, data.line | an object | a list of rows'],
    ['a cell object', file({ ...GOOD, line: [{ ...LINE, r1: {} }] }), 'net.json, line 4, r1 | an object | a number'],
    [
      'a missing value',
      file({ ...GOOD, node: [{ id: 1 }, ...NODES.slice(1)] }),
      'net.json, node 1, u_rated | undefined | a number',
    ],
    ['a status of 2', file({ ...GOOD, line: [{ ...LINE, to_status: 2 }] }), 'net.json, line 4, to_status | 2 | 0 or 1'],
    [
      'an unknown node',
      file({ ...GOOD, sym_load: [{ ...LOAD, node: 9 }] }),
      'net.json, sym_load 6, node | 9 | the id of a node',
    ],
    [
      'an id twice',
      file({ ...GOOD, source: [{ ...SOURCE, id: 4 }] }),
      'net.json, data.source[0], id | 4 | an id of its own; line 4 has it',
    ],
    [
      'an id that is no number',
      file({ ...GOOD, source: [{ ...SOURCE, id: 'a' }] }),
      'net.json, data.source[0], id | a | a whole number',
    ],
    [
      'a load of an unknown type',
      file({ ...GOOD, sym_load: [{ ...LOAD, type: 3 }] }),
      'net.json, sym_load 6, type | 3 | 0 (constant power), 1 (impedance) or 2 (current)',
    ],
    [
      'a line between voltages',
      file({ ...GOOD, line: [{ ...LINE, to_node: 3 }] }),
      'net.json, line 4, to_node | 3, a node of 0.4 kV | a node of 10 kV, as 1 is',
    ],
    [
      'a link between voltages',
      file({ ...GOOD, link: [{ ...LINE, id: 8, to_node: 3 }] }),
      'net.json, link 8, to_node | 3, a node of 0.4 kV | a node of 10 kV, as 1 is',
    ],
    [
      'a tap of a third side',
      file({ ...GOOD, transformer: [{ ...TRANSFORMER, tap_side: 2 }] }),
      'net.json, transformer 5, tap_side | 2 | a side from 0 to 1',
    ],
    [
      'one power of three phases',
      file({ ...GOOD, asym_load: [{ ...LOAD, id: 8 }] }),
      'net.json, asym_load 8, p_specified | 50000 | three numbers, one of each phase',
    ],
    [
      'an unbalanced line',
      file({ ...GOOD, asym_line: [{ id: 8 }] }),
      'net.json, asym_line 8 | asym_line | a component of a balanced network',
    ],
    [
      'an unknown component',
      file({ ...GOOD, battery: [{ id: 8 }] }),
      /^net.json, battery 8 \| battery \| a known component: node, line/,
    ],
    [
      'a row of another length',
      file({ ...GOOD, line: [[1, 2]] }, { attributes: { line: ['id'] } }),
      'net.json, data.line[0] | a list of 2 | 1 values: id',
    ],
    ...(
      [
        ['uk', 4, 'a share of rated below 1'],
        ['i0', 3, 'a share of rated below 1'],
        ['p0', -1, 'a number of 0 or more'],
        ['p0', 600_000, 'losses below the rating, 400000 VA'],
        ['pk', -1, 'a number of 0 or more'],
        ['pk', 40_000, 'losses within uk, 16000 W'],
        ['tap_size', -250, 'a number of 0 or more'],
        ['clock', 13, 'a clock number from -12 to 12'],
      ] as const
    ).map(
      ([attribute, value, expected]) =>
        [
          `a transformer with ${attribute} of ${value}`,
          file({ ...GOOD, transformer: [{ ...TRANSFORMER, [attribute]: value }] }),
          `net.json, transformer 5, ${attribute} | ${value} | ${expected}`,
        ] as const,
    ),
    [
      'a negative r/x of a source',
      file({ ...GOOD, source: [{ ...SOURCE, rx_ratio: -1 }] }),
      'net.json, source 7, rx_ratio | -1 | a number of 0 or more',
    ],
    ['a list without attributes', file({ ...GOOD, line: [[1]] }), /an object: the file lists no attributes/],
    ['a component __proto__', file(GOOD).replace('"line"', '"__proto__"'), /a known component/],
    ['a truncated file', file(GOOD).slice(0, -40), /JSON/],
    ['a nested text', `{"is_batch":false,"data":${'['.repeat(1e6)}`, /nested at most 100 deep/],
  ] as const)('is %s', (_, text, expected) => {
    const problems = refusal(text);
    if (typeof expected === 'string') expect(problems[0]).toBe(expected);
    else expect(problems.join('\n')).toMatch(expected);
  });

  it('is a file without nodes, in one sentence', () => {
    expect(refusal(file({ ...GOOD, node: [] }))).toEqual(['net.json, data.node | no rows | the nodes of the network']);
    expect(refusal(file({ line: [LINE] }))).toEqual(['net.json, data.node | none | the nodes of the network']);
  });

  it('is a million faulty rows, in a bounded list', () => {
    const rows = Array.from({ length: 2e5 }, (_, i) => ({ ...LOAD, id: 100 + i, node: 99 }));
    const problems = refusal(file({ ...GOOD, sym_load: rows }));
    expect(problems.length).toBeLessThan(20);
    expect(problems.at(-1)).toMatch(/199992 more such values/);
  });
});

describe('the order and the ids of rows', () => {
  it('do not change the voltages', () => {
    const link = { id: 30, from_node: 2, to_node: 8, from_status: 1, to_status: 1 };
    const data: Data = { ...GOOD, node: [...NODES, { id: 8, u_rated: 10_000 }], link: [link] };
    const before = new Map(voltages(data).map(({ bus, vm_pu, va_deg }) => [bus, [vm_pu, va_deg]]));
    const reference = /^(id|node|from_node|to_node)$/;
    const shuffled = fc.record({
      order: fc.shuffledSubarray(Object.keys(data), { minLength: Object.keys(data).length }),
      nodes: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }),
      offset: fc.integer({ min: 1, max: 1e6 }),
    });
    fc.assert(
      fc.property(shuffled, ({ order, nodes, offset }) => {
        const renamed = (row: Record<string, unknown>) =>
          Object.fromEntries(
            Object.entries(row).map(([key, value]) => [key, reference.test(key) ? Number(value) * 3 + offset : value]),
          );
        const other = Object.fromEntries(order.map((component) => [component, data[component]!.map(renamed)]));
        other['node'] = nodes.map((i) => other['node']![i]!);
        for (const { bus, vm_pu, va_deg } of voltages(other)) {
          const [vm, va] = before.get(bus.replace(/\d+$/, (id) => String((Number(id) - offset) / 3)))!;
          expect(Math.abs(vm_pu - vm!)).toBeLessThan(1e-11);
          expect(Math.abs(va_deg - va!)).toBeLessThan(1e-9);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('a text', () => {
  it('is claimed by its keys', () => {
    const formats = [powerGridModel];
    expect(readText('net.json', file(GOOD), formats).data.buses).toHaveLength(4);
    expect(() => readText('net.json', '{"bus": []}', formats)).toThrow(/power-grid-model/);
  });
});
