import { describe, expect, it } from 'vitest';
import { InputError } from '../../base/index.ts';
import { compile } from '../model/compile.ts';
import type { NetworkData } from '../model/data.ts';
import { line, network, pq, pv, slack } from '../testing/small.ts';
import { problemsOf } from './check.ts';

const good = network({
  buses: [
    slack('source', { at: 'buses.csv:2' }),
    pq('middle', { at: 'buses.csv:3' }),
    pq('end', { at: 'buses.csv:4' }),
  ],
  branches: [
    line('source', 'middle', 0.01, 0.01, { at: 'lines.csv:2' }),
    line('middle', 'end', 0.01, 0.01, { at: 'lines.csv:3' }),
  ],
  loads: [{ load: 'home', bus: 'end', p_mw: 0.1, q_mvar: 0, at: 'loads.csv:2' }],
});
const problems = (change: Partial<NetworkData>) => problemsOf({ ...good, ...change });
const said = (change: Partial<NetworkData>) =>
  problems(change).map((p) => [p.where, String(p.found), p.expected, p.hint ?? ''].join(' | '));
const lineTwo = (more: Parameters<typeof line>[4]) => [good.branches[0]!, { ...good.branches[1]!, ...more }];

describe('a network that is right', () => {
  it('has no problems', () => expect(problems({})).toEqual([]));

  it('may have buses that nothing in service reaches', () => {
    expect(problems({ buses: [...good.buses, pq('far')] })).toEqual([]);
    expect(problems({ branches: lineTwo({ in_service: false }) })).toEqual([]);
  });

  it.each([
    ['without impedance', { r_pu: 0, x_pu: 0 }],
    ['from a bus to itself', { to_bus: 'middle' }],
    ['of resistance, length, tap and rating that no branch has', { r_pu: -1, length_km: 0, tap: 0, s_max_mva: -1 }],
  ])('may have a branch out of service %s', (_, more) => {
    expect(
      problems({
        branches: [...good.branches, { ...line('middle', 'end', 1, 1, more), branch: 'tie', in_service: false }],
      }),
    ).toEqual([]);
  });
});

describe('a fault of a network is reported with where, found and expected', () => {
  const cases: [claim: string, change: Partial<NetworkData>, where: string, words: string[]][] = [
    [
      'an unknown bus, with the nearest name',
      { branches: lineTwo({ to_bus: 'midle' }) },
      'lines.csv:3',
      ['midle', 'the nearest is "middle"'],
    ],
    ['a load at an unknown bus', { loads: [{ ...good.loads[0]!, bus: 'ende' }] }, 'loads.csv:2', ['ende', '"end"']],
    [
      'two buses of the same name',
      { buses: [...good.buses, pq('end', { at: 'buses.csv:5' })] },
      'buses.csv:5',
      ['also at buses.csv:4 (bus end)'],
    ],
    [
      'two lines of the same name',
      { branches: [...good.branches, good.branches[0]!] },
      'lines.csv:2',
      ['branch names to differ'],
    ],
    ['no impedance', { branches: lineTwo({ r_pu: 0, x_pu: 0 }) }, 'lines.csv:3', ['closed switch']],
    ['a negative resistance', { branches: lineTwo({ r_pu: -0.01 }) }, 'lines.csv:3', ['-0.01', 'negativeResistance']],
    ['a negative length', { branches: lineTwo({ length_km: -2 }) }, 'lines.csv:3', ['-2', 'length above 0']],
    ['a rating of 0', { branches: lineTwo({ i_max_a: 0 }) }, 'lines.csv:3', ['rating above 0, in A']],
    ['a tap of 0', { branches: lineTwo({ tap: 0 }) }, 'lines.csv:3', ['ratio above 0']],
    ['NaN as a number', { branches: lineTwo({ x_pu: Number.NaN }) }, 'lines.csv:3', ['NaN', 'finite']],
    [
      'an infinite load',
      { loads: [{ ...good.loads[0]!, p_mw: Number.POSITIVE_INFINITY }] },
      'loads.csv:2',
      ['Infinity', 'finite'],
    ],
    [
      'a line from a bus to itself',
      { branches: [...good.branches, line('end', 'end', 0.1, 0.1)] },
      'branch end-end',
      ['another bus'],
    ],
    [
      'no nominal voltage',
      { buses: [good.buses[0]!, good.buses[1]!, pq('end', { vn_kv: 0 })] },
      'bus end',
      ['above 0, in kV'],
    ],
    [
      'a set point of 0',
      { buses: [slack('source', { v_pu: 0 }), ...good.buses.slice(1)] },
      'bus source',
      ['above 0, in p.u.'],
    ],
    [
      'shares that do not sum to 1',
      { loads: [{ ...good.loads[0]!, zip: { z: 0.5, i: 0.5, p: 0.5 } }] },
      'loads.csv:2',
      ['1.5', 'sum to 1'],
    ],
    [
      'no slack',
      { buses: [pq('source', { at: 'buses.csv:2' }), ...good.buses.slice(1)] },
      'buses.csv:2',
      ['no slack among 3 buses'],
    ],
    [
      'two slacks in one island',
      { buses: [...good.buses.slice(0, 2), slack('end', { at: 'buses.csv:4' })] },
      'buses.csv:4',
      ['2 slack buses', 'source, end'],
    ],
    ['no bus at all', { buses: [], branches: [], loads: [] }, 'buses', ['at least one bus']],
    ['no power base', { base_mva: 0 }, 'base_mva', ['above 0, in MVA']],
  ];
  it.each(cases)('%s', (_, change, where, words) => {
    const texts = said(change);
    expect(texts).toHaveLength(1);
    expect(texts[0]!.startsWith(where)).toBe(true);
    for (const word of words) expect(texts[0]).toContain(word);
  });

  it('two set points joined by a closed switch', () => {
    const texts = said({
      buses: [good.buses[0]!, pv('middle', 1.01), pv('end', 1.02)],
      switches: [{ switch: 's', from_bus: 'middle', to_bus: 'end', closed: true }],
    });
    expect(texts.join()).toContain('1.02 p.u. here and 1.01 p.u. at bus middle');
  });

  it('all faults at once, in one InputError', () => {
    const wrong = { ...good, branches: lineTwo({ to_bus: 'midle', r_pu: -1, length_km: -2 }), base_mva: Number.NaN };
    let caught: unknown;
    try {
      compile(wrong);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(InputError);
    expect((caught as InputError).problems).toHaveLength(4);
    expect((caught as InputError).message).toContain('4 problems, nothing was run');
  });
});

describe('what study files may contain', () => {
  it('several references in one island, when allowed', () => {
    expect(problems({ buses: [...good.buses.slice(0, 2), slack('end')], allows: { severalSlacks: true } })).toEqual([]);
  });

  it('negative resistance, when allowed', () => {
    expect(problems({ branches: lineTwo({ r_pu: -0.01 }), allows: { negativeResistance: true } })).toEqual([]);
  });

  it('negative reactance and a slack alone, always', () => {
    expect(problems({ branches: lineTwo({ x_pu: -0.01 }), buses: [...good.buses, slack('spare')] })).toEqual([]);
  });
});
