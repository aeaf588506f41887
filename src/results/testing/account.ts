// A run of a case: its account, as every run reports it (indicators/money/account.ts), and the limits that it violates.
import { type Observer, run, type Scene } from '../../../cosim/index.ts';
import { compile } from '../../../network/index.ts';
import type { Case } from '../../case/index.ts';
import { sceneOf } from '../../scene.ts';
import { ratings } from '../indicators/grid/overloads.ts';
import { createGauges } from '../indicators/index.ts';

export interface Account {
  readonly cost: number;
  readonly loss_kwh: number;
  /** Amounts by which limits are violated at most. */
  readonly violations: Readonly<Record<Limit, number>>;
  /** Names of the limits above their tolerance, with the amount. */
  readonly violated: readonly string[];
  readonly time_s: number;
}

type Limit = 'voltage_pu' | 'branch_kva' | 'import_kw' | 'export_kw' | 'device' | 'unserved_kwh' | 'unsolved_steps';

/** 1 W, 1e-6 p.u., and rounding of the states of devices. */
const TOLERANCE: Readonly<Record<Limit, number>> = {
  voltage_pu: 1e-6,
  branch_kva: 1e-3,
  import_kw: 1e-3,
  export_kw: 1e-3,
  device: 1e-5,
  unserved_kwh: 1e-5,
  unsolved_steps: 0,
};

/** The account of a run of a case under its controllers. */
export async function accountOf(study: Case): Promise<Account> {
  const scene = sceneOf(study);
  if (!scene.prices) throw new RangeError('no market');
  const limits = limitsOf(study, scene);
  const gauges = createGauges(study.kinds, scene, study.network);
  const begun = performance.now();
  const { failed } = await run(scene, [{ onStep: limits.observe }, { onStep: gauges.onStep }]);
  const time_s = (performance.now() - begun) / 1000;
  const indicators = new Map(gauges.indicators().map(({ id, value }) => [id, value]));
  const of = (id: string) => indicators.get(id) ?? 0;
  const violations = { ...limits.largest, unserved_kwh: of('energy_unserved_kwh'), unsolved_steps: failed.length };
  const violated = (Object.keys(TOLERANCE) as Limit[]).flatMap((limit) =>
    violations[limit] > TOLERANCE[limit] ? [`${limit} ${violations[limit].toPrecision(3)}`] : [],
  );
  return { cost: of('account_cost'), loss_kwh: of('energy_loss_kwh'), violations, violated, time_s };
}

/** The largest violation of every limit of network, connection and devices over the steps. */
function limitsOf(study: Case, { devices }: Scene) {
  const { data, busOf, n } = compile(study.network);
  const rating_kva = ratings(
    data,
    data.branches.map(({ branch }) => branch),
  );
  const supply = new Set(Array.from(busOf.subarray(n), (b) => data.buses[b]!.bus));
  const banded = devices.flatMap(({ channels }, d) =>
    channels.flatMap(({ band }, c) => (band ? [{ d, c, band }] : [])),
  );
  const { import_max_kw = Infinity, export_max_kw = Infinity } = study.market ?? {};
  const largest = { voltage_pu: 0, branch_kva: 0, import_kw: 0, export_kw: 0, device: 0 };
  const note = (limit: keyof typeof largest, by: number) => {
    if (by > largest[limit]) largest[limit] = by;
  };
  return {
    largest,
    observe({ flow, observe }: Parameters<NonNullable<Observer['onStep']>>[0]) {
      for (const [b, { bus, v_min_pu = 0, v_max_pu = Infinity }] of data.buses.entries()) {
        if (!supply.has(bus)) note('voltage_pu', Math.max(v_min_pu - flow.vm_pu[b]!, flow.vm_pu[b]! - v_max_pu));
      }
      for (const [l, percent] of flow.loading_percent.entries())
        note('branch_kva', (percent / 100 - 1) * rating_kva[l]!);
      note('import_kw', flow.import_kw - import_max_kw);
      note('export_kw', -flow.import_kw - export_max_kw);
      for (const { d, c, band } of banded) {
        const value = observe(d)[c]!;
        note('device', Math.max(band[0] - value, value - band[1]));
      }
    },
  };
}
