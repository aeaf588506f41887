import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { powerFlow } from '../../power-flow.ts';
import { folderFormatOf, readFolderAs } from '../index.ts';
import { simbench } from './index.ts';
import { folder } from './testing/folder.ts';

const REFERENCES = new URL('../../../../shared/data/formats/', import.meta.url);
const names = existsSync(REFERENCES) ? readdirSync(REFERENCES).filter((name) => name.startsWith('simbench-')) : [];

function filesOf(name: string): ReadonlyMap<string, string> {
  const at = new URL(`${name}/csv/`, REFERENCES);
  const wanted = readdirSync(at).filter(simbench.folder.wants);
  return new Map(wanted.map((file) => [file, readFileSync(new URL(file, at), 'utf8')]));
}

/** Voltages by bus. */
function solved(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly [vm_pu: number, va_deg: number]> {
  const result = powerFlow(readFolderAs(simbench, files, 'net').data, { tolerance_pu: 1e-11 });
  expect(result.converged).toBe(true);
  return new Map(result.buses.map((row) => [row.bus, [row.vm_pu, row.va_deg]]));
}

describe.skipIf(names.length === 0)('reference grids (skipped without ../shared/data/formats)', () => {
  it('are two', () => expect(names).toHaveLength(2));

  it.each(names)('%s has the voltages of its solution', (name) => {
    const expected = readFileSync(new URL(`${name}/solution.csv`, REFERENCES), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    const found = solved(filesOf(name));
    expect(expected.length).toBeGreaterThan(10);
    for (const row of expected) {
      const [bus, vm, va] = row.split(',');
      expect(Math.abs(found.get(bus!)![0] - Number(vm))).toBeLessThan(1e-9);
      expect(Math.abs(found.get(bus!)![1] - Number(va))).toBeLessThan(1e-7);
    }
  });

  it.each(names)('%s has the same voltages with its rows in another order', (name) => {
    const files = filesOf(name);
    const expected = solved(files);
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (random) => {
        const shuffled = new Map([...files].map(([file, text]) => [file, shuffle(text, random)]));
        for (const [bus, [vm, va]] of solved(shuffled)) {
          expect(vm).toBeCloseTo(expected.get(bus)![0], 10);
          expect(va).toBeCloseTo(expected.get(bus)![1], 8);
        }
      }),
      { numRuns: 5, seed: 3 },
    );
  });
});

function shuffle(text: string, random: Iterator<number>): string {
  const [header, ...rows] = text.trim().split('\n');
  const keyed = rows.map((row) => [random.next().value as number, row] as const);
  return [header, ...keyed.sort(([a], [b]) => a - b).map(([, row]) => row)].join('\n');
}

/** Problems as `where | found | expected`. */
function faultsOf(files: ReadonlyMap<string, string>): string[] {
  try {
    readFolderAs(simbench, files, 'net');
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).problems.map(({ where, found, expected }) => `${where} | ${found} | ${expected}`);
  }
  throw new Error('nothing was refused');
}

describe('elements', () => {
  it('that hold a voltage and that do not', () => {
    const { data, notes } = readFolderAs(
      simbench,
      folder({
        ExternalNet: [
          'net;grid;VmVa;1;NULL;NULL;NULL;NULL;NULL;NULL;NULL;S;5',
          'eq;home;xWard;0;0.001;0.0005;0.002;0.001;0.1;0.2;1.01;S;7',
          'far;low;pq;0;0.004;0.001;NULL;NULL;NULL;NULL;NULL;S;7',
        ],
        RES: ['roof;home;PV;PV1;pq;0.01;0.001;0.01;S;7', 'house;low;PV;PV1;PQ;0.003;0;0.003;S;7'],
        Storage: ['box;home;PV_Storage;s;-0.005;0;0.5;0.005;0.01;0.95;0.13;-0.005;0;NULL;NULL;S;7'],
        PowerPlant: ['chp;grid;gas;NULL;pv;1;2;NULL;2.5;0;2;-1;1;S;5'],
        Shunt: ['choke;low;0.001;0.02;0.4;1;S;7'],
        Measurement: ['m1;low;NULL;v;S;7'],
      }),
      'net',
    );
    const loads = data.loads.map(({ load, bus, p_mw, q_mvar }) => [load, bus, p_mw, q_mvar]);
    expect(loads).toEqual([
      ['house', 'home', 0.02, 0.008],
      ['roof', 'home', -0.01, -0.001],
      ['RES house', 'low', -0.003, 0],
      ['box', 'home', -0.005, 0],
      ['eq', 'home', 0.001, 0.0005],
      ['far', 'low', -0.004, -0.001],
    ]);
    expect(data.generators).toMatchObject([{ generator: 'chp', bus: 'grid', p_mw: 2, q_min_mvar: -1, q_max_mvar: 1 }]);
    expect(data.shunts.map(({ bus, gs_mw, bs_mvar }) => [bus, gs_mw, bs_mvar])).toEqual([
      ['home', 0.002, -0.001],
      ['low', 0.001, -0.02],
    ]);
    expect(data.buses.map(({ bus, kind, v_pu }) => [bus, kind, v_pu])).toEqual([
      ['grid', 'slack', 1.02],
      ['low', 'pq', undefined],
      ['home', 'pq', undefined],
      ['tap', 'pq', undefined],
      ['eq inner', 'pv', 1.01],
    ]);
    const series = data.branches.find(({ branch }) => branch === 'eq xWard')!;
    expect([series.r_pu * 0.16, series.x_pu * 0.16].map((ohm) => ohm.toFixed(12))).toEqual([
      '0.100000000000',
      '0.200000000000',
    ]);
    expect(notes.map(({ id }) => id)).toEqual(['network_distributed_slack', 'network_not_used']);
  });

  it('DC lines feed what their losses leave', () => {
    const { data } = readFolderAs(
      simbench,
      folder({
        Node: ['a;busbar;1.02;0;380;0.9;1.1;NULL;NULL;S;1', 'b;busbar;1.01;0;380;0.9;1.1;NULL;NULL;S;1'],
        ExternalNet: ['net;a;vavm;1;NULL;NULL;NULL;NULL;NULL;NULL;NULL;S;1'],
        Line: ['dc;a;b;link;100;100;S;1', 'ac;a;b;wire;100;100;S;1'],
        LineType: ['wire;0.03;0.3;4;1000;ohl'],
        DCLineType: ['link;50;1.2;0.5;100;-20;-30;20;30'],
        Transformer: [],
        Switch: [],
        Load: [],
      }),
      'net',
    );
    expect(data.generators).toMatchObject([
      { generator: 'dc at a', bus: 'a', p_mw: -50, q_min_mvar: -20 },
      { generator: 'dc at b', bus: 'b', p_mw: 50 * 0.988 - 0.5, q_max_mvar: 30 },
    ]);
    expect(data.buses.map(({ kind }) => kind)).toEqual(['slack', 'pv']);
  });

  it('tap changers change the ratio at their side', () => {
    const type = (side: string, angle = 0) =>
      `160 kVA;0.16;20;0.4;150;4;2.35;0.46;0.28751;1;${side};2.5;${angle};1;-3;3`;
    const tapAt = (side: string, angle = 0) => {
      const files = folder({
        Transformer: ['T1;grid;low;160 kVA;3;1;LV;80;NULL;S;6'],
        TransformerType: [type(side, angle)],
      });
      const { data, notes } = readFolderAs(simbench, files, 'net');
      expect(notes.map(({ id }) => id)).toEqual(['network_loading_max', 'network_auto_tap']);
      return data.branches.find(({ kind }) => kind === 'transformer')!;
    };
    expect(tapAt('HV').tap).toBeCloseTo(1.05, 12);
    expect(tapAt('LV').tap).toBeCloseTo(1 / 1.05, 12);
    expect(tapAt('LV').r_pu / tapAt('HV').r_pu).toBeCloseTo(1.05 ** 2, 6);
    expect(tapAt('HV', 90).tap).toBeCloseTo(Math.hypot(1, 0.05), 12);
    expect(tapAt('HV', 90).shift_deg).toBeCloseTo(150 + (Math.atan(0.05) * 180) / Math.PI, 12);
    expect(tapAt('LV', 90).shift_deg).toBeCloseTo(150 - (Math.atan(0.05) * 180) / Math.PI, 12);
  });

  it('several external networks are several slack buses', () => {
    const net = (id: string, node: string) => `${id};${node};vavm;1;NULL;NULL;NULL;NULL;NULL;NULL;NULL;S;5`;
    const files = folder({ ExternalNet: [net('a', 'grid'), net('b', 'far')] });
    files.set('Node.csv', `${files.get('Node.csv')}far;busbar;1.01;5;20;0.9;1.1;NULL;NULL;S;5\n`);
    const { data } = readFolderAs(simbench, files, 'net');
    expect(data.allows).toEqual({ severalSlacks: true });
    expect(data.buses.find(({ bus }) => bus === 'far')).toMatchObject({ kind: 'slack', v_pu: 1.01, va_deg: 5 });
  });

  it('a power plant can be the slack of a grid without external network', () => {
    const PowerPlant = ['chp;grid;gas;NULL;vavm;1;2;NULL;2.5;0;2;-1;1;S;5'];
    const { data } = readFolderAs(simbench, folder({ ExternalNet: [], PowerPlant }), 'net');
    expect(data.buses[0]).toMatchObject({ bus: 'grid', kind: 'slack', v_pu: 1.02 });
  });

  it('a grid without lines or loads is noted, and its buses without supply by the power flow', () => {
    const { data, notes } = readFolderAs(simbench, folder({ Line: [], Load: [] }), 'net');
    expect(notes.map(({ text }) => text)).toEqual([
      'tables that a grid usually has are absent or have no rows: Line.csv, Load.csv',
    ]);
    expect(powerFlow(data).notes).toEqual([expect.stringMatching(/^without supply: bus home, which nothing/)]);
  });

  it('stored voltages are a solution', () => {
    const files = folder().set('NodePFResult.csv', 'node;vm;va;substation\nhome;0.99;-150;NULL\nlow;NULL;NULL;NULL\n');
    expect(readFolderAs(simbench, files, 'net').solution).toEqual({
      in: 'NodePFResult.csv',
      buses: [{ bus: 'home', vm_pu: 0.99, va_deg: -150 }],
      branches: [],
    });
  });
});

/** Cells of a tap changer from `tapable` on, one of them without value. */
const typeWithout = (column: string): string[] => {
  const cells = { tapable: '1', tapside: 'HV', dVm: '2.5', dVa: '0', tapNeutr: '0', tapMin: '-2', tapMax: '2' };
  return Object.entries(cells).map(([name, cell]) => (name === column ? 'NULL' : cell));
};

describe('a folder', () => {
  it('is claimed by its tables, with or without empty lines, quotes, CRLF and a byte-order mark', () => {
    const files = folder();
    expect(folderFormatOf([...files.keys()], [simbench])).toBe(simbench);
    expect(folderFormatOf(['buses.csv', 'lines.csv', 'Node.csv'], [simbench])).toBeUndefined();
    const expected = readFolderAs(simbench, files, 'net').data;
    const windows = [...files].map(([name, text]) => [name, `\ufeff${text.replaceAll('\n', '\r\n')}\r\n`] as const);
    expect(readFolderAs(simbench, new Map(windows), 'net').data).toEqual(expected);
    files.set('Load.csv', files.get('Load.csv')!.replace('house;', '"a ""big""; house";'));
    expect(readFolderAs(simbench, files, 'net').data.loads[0]!.load).toBe('a "big"; house');
  });

  const net = 'net;grid;vavm;1;NULL;NULL;NULL;NULL;NULL;NULL;NULL;S;5';
  it.each<[string, Parameters<typeof folder>[0], string]>([
    [
      'an unknown node',
      { Load: ['l;nowhere;NULL;1;0;1;S;7'] },
      'Load.csv:2, node | nowhere | the id of a row of Node.csv',
    ],
    ['no number', { Load: ['l;home;NULL;0,5;0;1;S;7'] }, 'Load.csv:2, pLoad | 0,5 | a number'],
    ['a number that is infinite', { Load: ['l;home;NULL;1e999;0;1;S;7'] }, 'Load.csv:2, pLoad | 1e999 | a number'],
    ['no power', { Load: ['l;home;NULL;NULL;0;1;S;7'] }, 'Load.csv:2, pLoad | NULL | a number'],
    ['an id twice', { Load: ['l;home;NULL;1;0;1;S;7', 'l;low;NULL;1;0;1;S;7'] }, 'Load.csv:3, id | l | each id once'],
    [
      'a reserved id',
      { Load: ['__proto__;home;NULL;1;0;1;S;7'] },
      'Load.csv:2, id | __proto__ | another name: __proto__ is reserved',
    ],
    ['a row that is cut', { Load: ['l;home;NULL;1'] }, 'Load.csv:2 | 4 cells | 8 cells, as many as columns'],
    [
      'no supply',
      { ExternalNet: [] },
      'ExternalNet.csv | none | an external network or power plant of calc_type vavm, from which the grid has its supply',
    ],
    [
      'another type of calculation',
      { ExternalNet: [net, net.replace('net;', 'b;').replace('vavm', 'magic')] },
      'ExternalNet.csv:3, calc_type | magic | vavm, pvm, pq, Ward or xWard',
    ],
    [
      'an unknown type',
      { Line: ['c;low;home;other;1;100;S;7'] },
      'Line.csv:2, type | other | a type of LineType.csv or DCLineType.csv',
    ],
    [
      'a line between voltages',
      { Line: ['c;grid;home;NAYY;1;100;S;7'] },
      'Line.csv:2, nodeB | home, a node of 0.4 kV | a node of 20 kV, as grid is',
    ],
    [
      'a switch between voltages',
      { Switch: ['s;grid;home;LS;1;NULL;S;7'] },
      'Switch.csv:2, nodeB | home, a node of 0.4 kV | a node of 20 kV, as grid is',
    ],
    ['a switch half closed', { Switch: ['s;low;tap;LS;0.5;NULL;S;7'] }, 'Switch.csv:2, cond | 0.5 | 1 or 0'],
    ['a line without length', { Line: ['c;low;home;NAYY;0;100;S;7'] }, 'Line.csv:2, length | 0 | a number above 0'],
    ['three windings', { Transformer3W: ['t3'] }, 'Transformer3W.csv:2, id | t3 | transformers of two windings'],
    [
      'no set point',
      { ExternalNet: [net.replace('grid', 'home')] },
      'Node.csv:4, vmSetp | undefined | a set point above 0, which ExternalNet.csv:2 holds here',
    ],
    [
      'copper losses above the impedance',
      { TransformerType: ['160 kVA;0.16;20;0.4;150;4;23.5;0.46;0.28751;1;HV;2.5;0;0;-2;2'] },
      'TransformerType.csv:2, pCu | 23.5 | at most 6.4 kW, where vmImp is 4 %',
    ],
    ...(
      [
        ['va0', '150', 'NULL', 'NULL | a number'],
        ['pCu', '2.35', '-1', '-1 | a number of 0 or more'],
        ['pFe', '0.46', 'NULL', 'NULL | a number'],
        ['pFe', '0.46', '460', '460 | iron losses in kW below the rating, 0.16 MVA'],
        ['iNoLoad', '0.28751', '287.51', '287.51 | a current in % of rated, below 100'],
      ] as const
    ).map(([column, right, wrong, fault]): [string, Parameters<typeof folder>[0], string] => [
      `${column} of ${wrong}`,
      {
        TransformerType: [
          '160 kVA;0.16;20;0.4;150;4;2.35;0.46;0.28751;1;HV;2.5;0;0;-2;2'.replace(`;${right};`, `;${wrong};`),
        ],
      },
      `TransformerType.csv:2, ${column} | ${fault}`,
    ]),
    ...(
      [
        ['r', '-0.2;0.08;260;270'],
        ['x', '0.2;-0.08;260;270'],
        ['b', '0.2;0.08;-260;270'],
        ['iMax', '0.2;0.08;260;-270'],
      ] as const
    ).map(([column, values]): [string, Parameters<typeof folder>[0], string] => [
      `${column} below 0`,
      { LineType: [`NAYY;${values};cable`] },
      `LineType.csv:2, ${column} | ${/-[\d.]+/.exec(values)![0]} | a number of 0 or more`,
    ]),
    ...(
      [
        ['99', '99 | a position from tapMin -2 to tapMax 2 of its type 160 kVA'],
        ['-3', '-3 | a position from tapMin -2 to tapMax 2 of its type 160 kVA'],
        ['0.5', '0.5 | a whole number'],
        ['NULL', 'NULL | a number'],
      ] as const
    ).map(([position, fault]): [string, Parameters<typeof folder>[0], string] => [
      `a tap changer at ${position}`,
      { Transformer: [`T1;grid;low;160 kVA;${position};0;NULL;100;NULL;S;6`] },
      `Transformer.csv:2, tappos | ${fault}`,
    ]),
    ...(['tapable', 'dVm', 'tapNeutr'] as const).map((column): [string, Parameters<typeof folder>[0], string] => [
      `a step of a type without ${column}`,
      {
        Transformer: ['T1;grid;low;160 kVA;1;0;NULL;100;NULL;S;6'],
        TransformerType: [['160 kVA;0.16;20;0.4;150;4;2.35;0.46;0.28751', ...typeWithout(column)].join(';')],
      },
      `TransformerType.csv:2, ${column} | NULL | a number`,
    ]),
    ['a plant without power', { RES: ['r;home;PV;PV5;pq;0.01;NULL;1;S;7'] }, 'RES.csv:2, qRES | NULL | a number'],
    [
      'a held voltage without power',
      { PowerPlant: ['p;grid;gas;NULL;pvm;0;NULL;NULL;1;0;1;-1;1;S;5'] },
      'PowerPlant.csv:2, pPP | NULL | a number',
    ],
  ])('is refused with %s', (_what, rows, fault) => {
    expect(faultsOf(folder(rows))).toEqual([fault]);
  });

  it.each([
    ['id;__proto__;node;pLoad;qLoad', 'Load.csv:1 | __proto__ | another name: __proto__ is reserved'],
    ['id;node;pLoad;qLoad;pLoad', 'Load.csv:1 | pLoad | the names of columns to differ'],
    ['id,node,pLoad,qLoad', 'Load.csv:1 | id,node,pLoad,qLoad | the columns id, node, pLoad, qLoad'],
    ['', 'Load.csv:1 |  | the columns id, node, pLoad, qLoad'],
  ])('is refused with the header %s', (header, fault) => {
    expect(faultsOf(folder().set('Load.csv', `${header}\n`))).toEqual([fault]);
  });

  it('is read in bounded time where a cell is of 4 MB of quotes or semicolons', () => {
    for (const cell of ['"'.repeat(4e6), '";'.repeat(2e6), ';'.repeat(4e6), '['.repeat(4e6)])
      expect(faultsOf(folder({ Load: [`l;home;${cell}`] }))[0]).toMatch(/^Load\.csv:2/);
  });
});
