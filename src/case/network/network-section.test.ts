import { describe, expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { compile } from '../../../network/index.ts';
import { readCase, readNetwork, validateCase } from '../index.ts';
import { changed, type Folder, GOOD, writeFolder } from '../testing/folder.ts';

const read = (files: Folder, ...set: string[]) => readCase(writeFolder(files), { set });
const refusal = async (files: Folder, ...set: string[]): Promise<string[]> => {
  const error: unknown = await read(files, ...set).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(InputError);
  return (error as InputError).problems.map((p) => [p.where, p.found, p.expected, p.hint ?? ''].join(' | '));
};

const TIED = changed('lines.csv', /^(line.*)$/m, '$1,in_service');
const tied = (row: string): Folder =>
  changed('lines.csv', /0\.08,200$/gm, '0.08,200,', changed('lines.csv', /$/, `${row}\n`, TIED));

describe('lines and transformers out of service', () => {
  it.each([
    ['without impedance', 'tie,a,c,50,0,0,200,false'],
    ['with empty cells', 'tie,a,c,,,,,false'],
    ['from a bus to itself', 'tie,a,a,50,0.1,0.1,,false'],
    ['of a length and a rating of 0', 'tie,a,c,0,0.1,0.1,0,false'],
  ])('may be %s', async (_, row) => {
    const { network, remarks } = await read(tied(row));
    expect(network.branches[2]).toMatchObject({ branch: 'tie', in_service: false });
    expect(compile(network).buses).toEqual(['a', 'b', 'c']);
    expect(remarks).toEqual([]);
  });

  it('keep their values, for when they are put into service', async () => {
    const { network } = await read(tied('tie,a,c,50,0.2,0.08,200,false'), 'network.in_service=[tie]');
    expect(network.branches[2]).toMatchObject({ branch: 'tie', in_service: true, i_max_a: 200 });
    expect(network.branches[2]!.r_pu).toBeCloseTo(network.branches[1]!.r_pu, 12);
  });

  it('need an impedance then', async () => {
    expect(await refusal(tied('tie,a,c,50,0,0,200,false'), 'network.in_service=[tie]')).toEqual([
      'lines.csv:4 (branch tie), r and x | 0 | an impedance other than 0 | write a closed switch instead',
    ]);
  });

  it('hold numbers all the same', async () => {
    expect((await refusal(tied('tie,a,c,50,none,0,200,false')))[0]).toContain(
      'lines.csv:4, r_ohm_per_km | none | a number',
    );
  });

  it('may be a transformer of zeros', async () => {
    const network = await readNetwork(
      writeFolder({
        'buses.csv': 'bus,kind,vn_kv\na,slack,10\nb,pq,0.4\n',
        'transformers.csv':
          'transformer,from_bus,to_bus,sn_kva,vk_percent,vkr_percent,in_service\nT1,a,b,400,4,1,true\nT2,a,b,0,0,0,false\n',
      }),
    );
    expect(compile(network).branches).toEqual(['T1', 'T2']);
  });
});

describe('buses', () => {
  it('may have 0 p.u. as start value, which means none, but not as set point', async () => {
    const files = (slack: string): Folder => ({
      ...GOOD,
      'buses.csv': `bus,kind,vn_kv,v_pu\na,slack,0.4,${slack}\nb,pq,0.4,0\nc,pq,0.4,\n`,
    });
    const { network } = await read(files('1.02'));
    expect(network.buses.map(({ v_pu }) => v_pu)).toEqual([1.02, undefined, undefined]);
    expect(await refusal(files('0'))).toEqual(['buses.csv:2 (bus a), v_pu | 0 | a voltage above 0, in p.u. | ']);
  });
});

describe('generators', () => {
  const files = (row: string): Folder =>
    changed('case.yaml', 'lines: lines.csv', 'lines: lines.csv\n  generators: generators.csv', {
      ...changed('buses.csv', 'b,pq', 'b,pv'),
      'generators.csv': `generator,bus,p_kw,q_min_kvar,q_max_kvar\n${row}\n`,
    });

  it('have reactive limits, which a case may enforce', async () => {
    const { network } = await read(files('g,b,1,-2,3'), 'network.enforce_q_limits=true');
    expect(network.generators[0]).toMatchObject({ q_min_mvar: -0.002, q_max_mvar: 0.003 });
    expect(network.enforce_q_limits).toBe(true);
    expect((await read(files('g,b,1,,'))).network.enforce_q_limits).toBeUndefined();
  });

  it('must not have a lower limit above the upper', async () => {
    expect(await refusal(files('g,b,1,3,2'))).toEqual([
      'generators.csv:2, q_min_kvar | 3 | a number of at most q_max_mvar | ',
    ]);
  });
});

describe('changes of the switching state', () => {
  it('take lines out of service, with a remark on buses without supply', async () => {
    const { network, remarks } = await read(GOOD, 'network.out_of_service=[bc]');
    expect(network.branches.map(({ branch, in_service }) => [branch, in_service])).toEqual([
      ['ab', true],
      ['bc', false],
    ]);
    expect(remarks).toEqual([
      {
        id: 'network_without_supply',
        text: 'without supply: bus c, which nothing in service joins to a slack bus',
      },
      {
        id: 'network_devices_without_supply',
        text:
          '4 of 8 devices are at buses without supply and take no part; ' +
          'energy_not_supplied_kwh is what they would have drawn',
      },
    ]);
  });

  it('give remarks of validate for every variant', async () => {
    const variants = 'variants: { whole: {}, out: { set: { network.out_of_service: [bc] } } }\ncontrollers:';
    const { remarks } = await validateCase(writeFolder(changed('case.yaml', 'controllers:', variants)));
    expect(remarks.map(({ text }) => text)).toEqual([
      'out: without supply: bus c, which nothing in service joins to a slack bus',
      expect.stringMatching(/^out: 4 of 8 devices are at buses without supply/),
    ]);
  });

  it('open and close switches', async () => {
    const files = changed('case.yaml', 'lines: lines.csv', 'lines: lines.csv\n  switches: switches.csv', {
      ...GOOD,
      'switches.csv': 'switch,from_bus,to_bus,closed\ns,b,c,false\n',
    });
    const { network } = await read(files, 'network.in_service=[s]', 'network.out_of_service=[bc]');
    expect(network.switches[0]!.closed).toBe(true);
    expect(compile(network).unsupplied.buses).toEqual([]);
  });

  it('are refused for unknown names, or names in both lists', async () => {
    expect(await refusal(GOOD, 'network.out_of_service=[bd, ab]', 'network.in_service=[ab]')).toEqual([
      '--set network.out_of_service=[bd, ab], 0 | bd | the name of a line, transformer or switch | did you mean bc?',
      '--set network.in_service=[ab], 0 | ab, which is in out_of_service too | a name in one of the two lists | ',
    ]);
  });

  it('are refused where no bus has supply', async () => {
    expect(await refusal(changed('buses.csv', 'a,slack', 'a,pq'))).toEqual([
      'buses.csv:2 | no slack among 3 buses | a slack bus, from which the network has its supply | ',
    ]);
  });
});

const FROM_FILE: Folder = {
  'case.yaml': 'title: T\nclock: { start: "2024-01-15T00:00Z", step: 1 h, days: 1 }\nnetwork: { matpower: net.m }\n',
  'net.m': `function mpc = net
mpc.version = '2'; mpc.baseMVA = 10;
mpc.bus = [ 1 3 0 0 0 0 1 1 0 10 1; 2 1 1 0 0 0 1 1 0 10 1; 4 4 1 0 0 0 1 1 0 10 1 ];
mpc.gen = [1 0 0 9 -9 1 10 1 9 0];
mpc.branch = [1 2 0.1 0.1 0 0 0 0 0 0 1; 2 4 0.1 0.1 0 0 0 0 0 0 1];
mpc.dcline = [1 2 1];
`,
};

describe('a note of the reader of a network file', () => {
  it('is a remark of the case', async () => {
    expect((await read(FROM_FILE)).remarks).toEqual([
      { id: 'network_isolated', text: 'isolated (BUS_TYPE 4) and left out: bus 4, with 1 branch and a load of 1 MW' },
      { id: 'network_not_used', text: 'not used: mpc.dcline' },
    ]);
  });

  it('is in the problem of a device at an isolated bus', async () => {
    expect(
      await refusal(FROM_FILE, 'devices=[{id: x, kind: load, bus: 4, p: 1 kW}, {id: y, kind: load, bus: 5, p: 1 kW}]'),
    ).toEqual([
      expect.stringMatching(/0\.bus \| 4 \| a bus with supply \| bus 4 is isolated in net\.m \(BUS_TYPE 4\)$/),
      expect.stringMatching(/1\.bus \| 5 \| the name of a bus \| /),
    ]);
  });
});

describe('transformers', () => {
  const read = async (columns: string, cells: string) =>
    (
      await readNetwork(
        writeFolder({
          'buses.csv': 'bus,kind,vn_kv\na,slack,10\nb,pq,0.4\n',
          'transformers.csv': `transformer,from_bus,to_bus,sn_kva,vk_percent,vkr_percent,i0_percent,pfe_kw${columns}\nT,a,b,400,4,1,0.3,1${cells}\n`,
        }),
      )
    ).branches[0]!;

  it('have the tap changer on either side: on the to side it changes the impedance too', async () => {
    const [plain, from, to] = [
      await read('', ''),
      await read(',tap_ratio', ',1.05'),
      await read(',tap_ratio,tap_side', ',1.05,to'),
    ];
    expect([from.tap, from.r_pu]).toEqual([1.05, plain.r_pu]);
    expect(to.tap).toBeCloseTo(1 / 1.05, 15);
    expect(to.x_pu).toBeCloseTo(plain.x_pu * 1.05 ** 2, 15);
    expect(to.b_pu).toBeCloseTo(plain.b_pu / 1.05 ** 2, 15);
    // a rated voltage of 0.42 kV is the same
    const rated = await read(',vn_to_kv', ',0.42');
    for (const key of ['r_pu', 'x_pu', 'g_pu', 'b_pu', 'tap'] as const) expect(to[key]).toBeCloseTo(rated[key], 14);
  });

  it('are a π, or a T whose magnetising branch is between two halves of the leakage', async () => {
    const [pi, named, t] = [await read('', ''), await read(',model', ',pi'), await read(',model', ',t')];
    expect(named).toEqual(pi);
    // short-circuited at the to bus, the T has z/2 in series with z/2 parallel to 1/y; the π has z parallel to y/2
    const z = [t.r_pu, t.x_pu];
    expect(Math.hypot(z[0]! - pi.r_pu, z[1]! - pi.x_pu)).toBeGreaterThan(1e-9);
    // no-load admittance of the T from one end: 1 / (z/2 + 1/y)
    const y2 = pi.g_pu ** 2 + pi.b_pu ** 2;
    const [r, x] = [pi.r_pu / 2 + pi.g_pu / y2, pi.x_pu / 2 - pi.b_pu / y2];
    const tAtNoLoad = { g: r / (r * r + x * x), b: -x / (r * r + x * x) };
    // the π: y/2 + 1 / (z + 2/y)
    const h2 = (t.g_pu ** 2 + t.b_pu ** 2) / 4;
    const [rs, xs] = [t.r_pu + t.g_pu / 2 / h2, t.x_pu - t.b_pu / 2 / h2];
    const s2 = rs * rs + xs * xs;
    expect(t.g_pu / 2 + rs / s2).toBeCloseTo(tAtNoLoad.g, 14);
    expect(t.b_pu / 2 - xs / s2).toBeCloseTo(tAtNoLoad.b, 14);
  });

  it('are out of service whatever their columns are', async () => {
    expect(await read(',tap_side,model,in_service', ',to,t,false')).toMatchObject({ in_service: false });
  });
});

describe('branches in p.u.', () => {
  const files = (rows: string, header = 'branch,from_bus,to_bus,r_pu,x_pu,tap,in_service'): Folder =>
    changed('case.yaml', 'lines: lines.csv', 'lines: lines.csv\n  branches: branches.csv', {
      ...GOOD,
      'branches.csv': `${header}\n${rows}\n`,
    });

  it('may have a negative resistance and any ratio', async () => {
    const { network } = await read(files('eq,a,c,-0.1,0.2,1.01,true'));
    expect(network.branches[2]).toMatchObject({
      branch: 'eq',
      kind: 'line',
      r_pu: -0.1,
      x_pu: 0.2,
      g_pu: 0,
      tap: 1.01,
    });
    expect(compile(network).branches).toContain('eq');
  });

  it('may be out of service, without numbers, and are put into service by name', async () => {
    expect((await read(files('eq,a,c,,,,false'))).network.branches[2]).toMatchObject({ in_service: false, r_pu: 0 });
    const { network } = await read(files('eq,a,c,0.1,0.2,,false'), 'network.in_service=[eq]');
    expect(network.branches[2]).toMatchObject({ in_service: true, r_pu: 0.1 });
  });

  it('need r and x, and a ratio above 0', async () => {
    expect(await refusal(files('eq,a,c,0.1,0.2,0,true'))).toEqual(['branches.csv:2, tap | 0 | a number above 0 | ']);
    expect((await refusal(files('eq,a,c,1', 'branch,from_bus,to_bus,r_pu')))[0]).toContain('a column x_pu');
  });
});

describe('several slack buses', () => {
  const two = changed('buses.csv', 'c,pq', 'c,slack');

  it('of one island are refused unless the section allows them', async () => {
    expect((await refusal(two))[0]).toContain('several_slacks: true');
    const { network } = await read(two, 'network.several_slacks=true');
    expect(compile(network).n).toBe(1);
  });
});

describe('loads instead of those of a file', () => {
  const file = (section: string): Folder =>
    changed('case.yaml', /network:[\s\S]*?(?=\n\w)/, `network: { file: two.m${section} }`, {
      ...GOOD,
      'two.m': `function mpc = two
mpc.version = '2';
mpc.baseMVA = 10;
mpc.bus = [ 1 3 0 0 0 0 1 1 0 0.4 1 1.1 0.9; 2 1 0.02 0.005 0 0 1 1 0 0.4 1 1.1 0.9 ];
mpc.gen = [1 0 0 10 -10 1 100 1 10 0];
mpc.branch = [1 2 0.1 0.05 0 0 0 0 0 0 1 -360 360];
`,
      'loads.csv': 'load,bus,p_kw,q_kvar\nshop,2,7,1\n',
    });
  const devices = 'devices=[]';

  it('are devices at its buses, and a remark names those replaced', async () => {
    const given = await read(file(', loads: loads.csv'), devices, 'populations=[]');
    expect(given.network.loads).toMatchObject([{ load: 'shop', bus: '2', p_mw: 0.007 }]);
    expect(given.devices.map(({ id }) => id)).toEqual(['shop']);
    expect(given.remarks.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^loads of two\.m, all replaced by those of loads\.csv: .*2$/),
    );
    const plain = await read(file(''), devices, 'populations=[]');
    expect(plain.network.loads).toMatchObject([{ bus: '2', p_mw: 0.02 }]);
  });

  it('need a bus of the file', async () => {
    const wrong = { ...file(', loads: loads.csv'), 'loads.csv': 'load,bus,p_kw\nshop,9,7\n' };
    expect((await refusal(wrong, devices, 'populations=[]'))[0]).toContain('loads.csv:2, bus | 9');
  });
});
