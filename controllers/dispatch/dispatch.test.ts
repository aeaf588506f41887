import { describe, expect, it } from 'vitest';
import { compile, mvaOfAmps } from '../../network/index.ts';
import { formulate, InfeasibleError } from '../../optimisation/index.ts';
import { feeder } from '../testing/microgrid.ts';
import { copperPlateOf, dcOf } from './dc.ts';
import { inWords } from './words.ts';

describe('the network of the DC power flow', () => {
  const plain = feeder();
  const data = {
    ...plain,
    branches: plain.branches.map((b) => {
      if (b.branch === '2-3') return { ...b, tap: 1.05, shift_deg: 30 };
      const { s_max_mva: _, ...unrated } = b;
      if (b.branch === '3-4') return { ...unrated, i_max_a: 200 };
      return b.branch === '4-5' ? unrated : b;
    }),
    switches: [{ switch: 's', from_bus: '32', to_bus: '33', closed: true }],
    shunts: [{ bus: '5', gs_mw: 0.02, bs_mvar: 0 }],
    generators: [{ generator: 'g', bus: '5', p_mw: 0.05, q_mvar: 0, in_service: true }],
  };
  const dc = dcOf(compile(data));
  const branch = (name: string) => dc.branches.find((b) => b.branch === name)!;

  it('takes tap and shift into the branch, and a rating in A at nominal voltage', () => {
    expect(branch('2-3').x_pu).toBeCloseTo((1.05 * 0.2511) / 16.02756, 9);
    expect(branch('2-3').shift_rad).toBeCloseTo(Math.PI / 6, 12);
    expect(branch('3-4').limit_kw).toBeCloseTo(1000 * mvaOfAmps(200, 12.66), 9);
    expect(branch('4-5').limit_kw).toBe(Number.POSITIVE_INFINITY);
    expect(branch('1-2').limit_kw).toBe(10_000);
  });

  it('joins the buses of a closed switch, and knows what machines and shunts of the network do', () => {
    expect(dc.nodes.length).toBe(32);
    expect(dc.nodeOf.get('32')).toBe(dc.nodeOf.get('33'));
    expect(dc.fixed_kw[dc.nodeOf.get('5')!]).toBeCloseTo(20 - 50, 9);
    expect(dc.supply.map(({ node }) => dc.nodes[node])).toEqual(['1']);
  });

  it('is one node on a copper plate, with all that is fixed', () => {
    const plate = copperPlateOf(compile(data));
    expect([plate.nodes.length, plate.branches.length, plate.nodeOf.size]).toEqual([1, 0, 33]);
    expect(plate.fixed_kw[0]).toBeCloseTo(-30, 9);
  });
});

describe('why there is no schedule', () => {
  it('is described with buses, hours and units, many places as a number', () => {
    const into = formulate('dispatch');
    const hours = ['06:00', '07:00'];
    into.variables('flow', [['1-2'], hours]);
    into.scope('unit-7').variables('output', [hours]);
    into.rows('balance', [['1', '2', '3', '4', '5', '6'], hours], (row) => row.term(1, 0).equals(0));
    const every = { rows: [0, 1, 2, 4, 6, 8, 10], variables: [0, 3] };
    expect(inWords(new InfeasibleError(into.build(), every))).toBe(
      'no schedule is possible, these cannot be met together: the balance of bus 1, 2, 3, 4, 5, … (6 in all) at 06:00; ' +
        'the balance of bus 1 at 07:00; the rating of 1-2 at 06:00; ' +
        'output of unit-7 at 07:00',
    );
  });
});
