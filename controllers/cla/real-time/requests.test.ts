// Two homes on a cable S ── M ── end, with a branch M ── side. The home at the end has a load that cannot be reduced, where it lowers the
// voltage most. The other home has one more that can be. In the evening both fixed loads draw twice what is planned for.
import { describe, expect, it } from 'vitest';
import { sum } from '../../../base/index.ts';
import { run } from '../../../cosim/index.ts';
import { type Collector, collect } from '../../../cosim/observers.ts';
import { type Branch, linePu } from '../../../network/index.ts';
import { indicator, type Study, sceneOf, table } from '../../testing/microgrid.ts';
import { cla } from '../cla.ts';

const [HEATING, END] = [0, 1];
const EVENING = 18;
const V_MIN = 0.95;
const PENALTY = 0.5;

interface Street {
  readonly end_kw: number;
  /** Of the branch to the home that can reduce its load. */
  readonly rating_kva?: number;
}

function street({ end_kw, rating_kva }: Street): Study {
  const cable = (from_bus: string, to_bus: string, s_max_kva?: number): Branch => ({
    ...{ branch: to_bus, kind: 'line', from_bus, to_bus, in_service: true },
    ...linePu({ r_ohm: 0.125, x_ohm: 0.08, length_km: 0.4 }, 0.4, 1),
    ...(s_max_kva === undefined ? {} : { s_max_mva: s_max_kva / 1000 }),
  });
  const evening = (share: number) => Array.from({ length: 24 }, (_, h) => (h === EVENING ? share : 0.2));
  return {
    network: {
      name: 'street',
      base_mva: 1,
      buses: ['S', 'M', 'side', 'end'].map((bus) => ({
        ...{ bus, kind: bus === 'S' ? ('slack' as const) : ('pq' as const), vn_kv: 0.4, v_pu: 1 },
        ...(bus === 'end' ? { v_min_pu: V_MIN } : {}),
      })),
      branches: [cable('S', 'M'), cable('M', 'side', rating_kva), cable('M', 'end')],
      ...{ switches: [], shunts: [], loads: [], generators: [] },
    },
    entries: [
      { id: 'heating', kind: 'adjustable-load', bus: 'side', params: { p_kw: 40, profile: 'known', up_max_kw: 0 } },
      { id: 'end', kind: 'load', bus: 'end', params: { p_kw: end_kw, profile: 'load' } },
      { id: 'side', kind: 'load', bus: 'side', params: { p_kw: 20, profile: 'load' } },
    ],
    profiles: { known: evening(1), load: evening(1), price: [0.2] },
    forecasts: { load: evening(0.5) },
  };
}

async function dayOf(of: Street) {
  const day = collect();
  const options = cla.schema.parse({ penalty_per_kwh: PENALTY });
  await run(
    sceneOf(street(of), (site) => [cla.create(options, site)]),
    [day],
  );
  const { flow, p_kw } = day.steps[EVENING]!;
  return { day, flow: flow!, p_kw, requests: requestsIn(day) };
}

const requestsIn = (day: Collector) =>
  table(day, 'mandatory-requests').map((of) => ({
    k: of['k'],
    round: of['round'],
    load_point: of['load_point'],
    requested_kw: Number(of['requested_kw']),
    done_kw: Number(of['done_kw']),
  }));
const remarksOf = ({ published }: Collector) => published.flatMap(({ remarks = [] }) => remarks.map(({ id }) => id));
const mandatory = ({ messages }: Collector) => messages.filter(({ kind }) => kind === 'mandatory-request');

describe('a load point that cannot do what is requested', () => {
  it('is followed by a second round among the others, which keeps the limit', async () => {
    const { day, flow, p_kw, requests } = await dayOf({ end_kw: 60 });
    expect(requests).toMatchObject([
      { k: EVENING, round: 1, load_point: 'end', done_kw: 0 },
      { k: EVENING, round: 2, load_point: 'side' },
    ]);
    expect(requests[0]!.requested_kw).toBeLessThan(-1);
    expect(requests[1]!.done_kw).toBeCloseTo(requests[1]!.requested_kw, 9);
    expect(p_kw[HEATING]).toBeCloseTo(40 + requests[1]!.done_kw, 9);
    expect(p_kw[END]).toBe(60);
    expect(Math.min(...flow.vm_pu)).toBeCloseTo(V_MIN, 6);
    expect(remarksOf(day)).not.toContain('cla_real_time_unresolved');
    expect(mandatory(day)).toHaveLength(2);
  });

  it('is requested once, where the others cannot keep the limit either; the violation is in a remark', async () => {
    const { day, flow, p_kw, requests } = await dayOf({ end_kw: 120 });
    expect(requests.map(({ round, load_point }) => [round, load_point])).toEqual([
      [1, 'end'],
      [2, 'side'],
    ]);
    expect(p_kw[HEATING]).toBeCloseTo(0, 4);
    expect(Math.min(...flow.vm_pu)).toBeLessThan(V_MIN);
    expect(remarksOf(day)).toContain('cla_real_time_unresolved');
  });
});

describe('a load point that is requested twice in a step', () => {
  it('pays for what it does of both requests, once', async () => {
    const { day, flow, p_kw, requests } = await dayOf({ end_kw: 60, rating_kva: 58 });
    const [first, second] = requests.filter(({ load_point }) => load_point === 'side');
    expect([first!.round, second!.round]).toEqual([1, 2]);
    expect(first!.done_kw + second!.done_kw).toBeCloseTo(p_kw[HEATING]! - 40, 9);
    expect(Math.min(...flow.vm_pu)).toBeCloseTo(V_MIN, 6);
    expect(Math.max(...flow.loading_percent.filter(Number.isFinite))).toBeLessThan(100.01);

    const reduced_kwh = 40 - p_kw[HEATING]!;
    const paid = table(day, 'settlement').filter(({ purpose }) => purpose === 'mandatory request');
    expect(sum(paid.map((of) => Number(of['amount_eur'])))).toBeCloseTo(PENALTY * reduced_kwh, 9);
    expect(indicator(day, 'cla_mandatory_kwh')).toBeCloseTo(reduced_kwh, 9);
    const payments = day.published.map(({ payments: of }) => of?.get(HEATING) ?? 0);
    expect(sum(payments)).toBeCloseTo(PENALTY * reduced_kwh, 9);
  });
});
