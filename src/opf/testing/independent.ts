// Checks a report against the matrices of the JSON file alone: own branch model, own derivatives (central differences), own
// bounds and costs. Nothing here is shared with the solver.
import type { OpfReport } from '../index.ts';

export interface CaseFile {
  readonly name: string;
  readonly base_mva: number;
  bus: number[][];
  gen: number[][];
  branch: number[][];
  gencost: number[][];
  horizon?: HorizonFile;
}
export interface HorizonFile {
  T: number;
  dt: number;
  import_price: number[];
  export_price: number[];
  exchange_max: number;
  load_profile_default: number[];
  load_profile_commercial?: number[];
  commercial_buses?: number[];
  batteries: BatteryFile[];
  pv: { bus: number; s_max: number; p_available: number[] }[];
}
export interface BatteryFile {
  bus: number;
  p_max: number;
  s_max: number;
  e_max: number;
  e_min: number;
  e_start: number;
  e_end: number;
  eta_charge: number;
  eta_discharge: number;
  throughput_cost: number;
}

/** Largest residual of each kind. */
export interface Residuals {
  /** Power balance of a bus [p.u.]. */
  balance: number;
  /** |V| outside its band, |S| above a rating [p.u.]. */
  voltage: number;
  rating: number;
  /** Σ of these [p.u.]. */
  violations: number;
  /** P, Q of machines, converters and the exchange outside their bounds, stores outside their energies [p.u., p.u. h]. */
  devices: number;
  /** ∂L/∂θ, ∂L/∂|V| with the reported prices and duals, as a share of the highest price × base power. */
  stationarity: number;
  /** Marginal cost and nodal price of a machine or a converter, where no bound explains the difference; the same share. */
  pricing: number;
  /** Dual × distance from the limit, the same share. */
  complementarity: number;
  /** Recomputed from set points and exchange, relative difference. */
  objective: number;
}

type Complex = readonly [re: number, im: number];
const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c];
const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d];
const conj = ([a, b]: Complex): Complex => [a, -b];
const over = ([a, b]: Complex, [c, d]: Complex): Complex => times([a, b], [c / (c * c + d * d), -d / (c * c + d * d)]);
const polar = (m: number, angle: number): Complex => [m * Math.cos(angle), m * Math.sin(angle)];

/** Power into a branch at its from (0) or to (1) end: MATPOWER User's Manual, eq. 3.2. */
function endPower(row: readonly number[], end: number, vf: Complex, vt: Complex): Complex {
  const [, , r = 0, x = 0, b = 0, , , , ratio = 0, shift = 0] = row;
  const ys = over([1, 0], [r, x]);
  const tap = polar(ratio === 0 ? 1 : ratio, (shift * Math.PI) / 180);
  const own = plus(ys, [0, b / 2]);
  if (end === 0) {
    const yff = over(own, times(tap, conj(tap)));
    const yft = over([-ys[0], -ys[1]], conj(tap));
    return times(vf, conj(plus(times(yff, vf), times(yft, vt))));
  }
  const ytf = over([-ys[0], -ys[1]], tap);
  return times(vt, conj(plus(times(ytf, vf), times(own, vt))));
}

interface StepState {
  readonly vm: readonly number[];
  readonly va: readonly number[];
  readonly λp: readonly number[];
  readonly λq: readonly number[];
}

/** @param file the case as its JSON has it */
export function residualsOf(file: CaseFile, report: OpfReport): Residuals {
  const worst: Residuals = {
    ...{ balance: 0, voltage: 0, rating: 0, violations: 0, devices: 0 },
    ...{ stationarity: 0, pricing: 0, complementarity: 0, objective: 0 },
  };
  const steps = file.horizon?.T ?? 1;
  const unit = unitOf(report);
  for (let t = 0; t < steps; t++) step(file, report, t, unit, worst);
  const cost = file.horizon ? horizonCost(file.horizon, report, file, worst) : machineCost(file, report, unit, worst);
  worst.objective = Math.abs(cost - report.objective) / (1 + Math.abs(cost));
  return worst;
}

/** The highest price; 1 where energy is worth less than a thousandth. */
function unitOf({ buses }: OpfReport): number {
  const highest = buses.reduce((max, b) => Math.max(max, Math.abs(b.price_p_per_mwh)), 0);
  return highest > 1e-3 ? highest : 1;
}

const raise = (worst: Residuals, kind: keyof Residuals, x: number) => {
  if (!(x <= worst[kind])) worst[kind] = x; // NaN too
};

function step(file: CaseFile, report: OpfReport, t: number, unit: number, worst: Residuals): void {
  const { base_mva: base } = file;
  const ofStep = <T extends { readonly step?: number }>(rows: readonly T[]) => rows.filter((r) => (r.step ?? 0) === t);
  const place = new Map(file.bus.map((row, i) => [row[0]!, i]));
  const rows = new Map(ofStep(report.buses).map((b) => [b.bus, b]));
  const of = (pick: (b: OpfReport['buses'][number]) => number) => file.bus.map((row) => pick(rows.get(row[0]!)!));
  const s: StepState = {
    vm: of((b) => b.vm_pu),
    va: of((b) => (b.va_deg * Math.PI) / 180),
    λp: of((b) => b.price_p_per_mwh * base),
    λq: of((b) => b.price_q_per_mvarh * base),
  };
  const fed = injected(file, report, t);
  const drawn = file.bus.map((): [number, number] => [0, 0]);
  const dθ = file.bus.map(() => 0);
  const dV = file.bus.map(() => 0);
  const limits = ofStep(report.limits);
  const band = (i: number, V: number, column: 11 | 12) =>
    column === 11 ? V - file.bus[i]![11]! : file.bus[i]![12]! - V;
  for (const [i, row] of file.bus.entries()) {
    const V = s.vm[i]!;
    drawn[i] = [(row[4]! / base) * V * V, (-row[5]! / base) * V * V];
    dV[i]! += (2 * V * (row[4]! * s.λp[i]! - row[5]! * s.λq[i]!)) / base;
    for (const column of [11, 12] as const) {
      raise(worst, 'voltage', band(i, V, column));
      worst.violations += Math.max(0, band(i, V, column));
    }
  }
  for (const l of limits.filter(({ bus }) => bus !== undefined)) {
    const i = place.get(l.bus!)!;
    const upper = l.limit === 'voltage_max';
    dV[i]! += upper ? l.dual : -l.dual;
    if (l.violation === 0)
      raise(worst, 'complementarity', (l.dual * Math.abs(band(i, s.vm[i]!, upper ? 11 : 12))) / (unit * base));
  }
  for (const [k, row] of file.branch.entries()) {
    if (row[10] === 0) continue;
    const [i, j] = [place.get(row[0]!)!, place.get(row[1]!)!];
    for (const end of [0, 1]) {
      const at = (di: number, dj: number, ei: number, ej: number) =>
        endPower(row, end, polar(s.vm[i]! + ei, s.va[i]! + di), polar(s.vm[j]! + ej, s.va[j]! + dj));
      const power = at(0, 0, 0, 0);
      const own = end === 0 ? i : j;
      drawn[own]![0] += power[0];
      drawn[own]![1] += power[1];
      const S = Math.hypot(...power);
      const rating = row[5]! / base;
      if (rating > 0) {
        raise(worst, 'rating', S - rating);
        worst.violations += Math.max(0, S - rating);
      }
      const limit = limits.find((l) => l.branch === k + 1 && l.limit === (end === 0 ? 'rating_from' : 'rating_to'));
      const μ = limit ? limit.dual * base : 0;
      if (limit?.violation === 0) raise(worst, 'complementarity', (μ * Math.abs(S - rating)) / (unit * base));
      const h = 1e-5;
      const terms = ([p, q]: Complex) => s.λp[own]! * p + s.λq[own]! * q + (μ === 0 ? 0 : μ * Math.hypot(p, q));
      const slope = (d: readonly [number, number, number, number]) =>
        (terms(at(...(d.map((x) => h * x) as [number, number, number, number]))) -
          terms(at(...(d.map((x) => -h * x) as [number, number, number, number])))) /
        (2 * h);
      dθ[i]! += slope([1, 0, 0, 0]);
      dθ[j]! += slope([0, 1, 0, 0]);
      dV[i]! += slope([0, 0, 1, 0]);
      dV[j]! += slope([0, 0, 0, 1]);
    }
  }
  for (const [i, [p, q]] of drawn.entries()) {
    raise(worst, 'balance', Math.hypot(fed[i]![0] - p, fed[i]![1] - q));
    raise(worst, 'stationarity', Math.abs(dθ[i]!) / (unit * base));
    // the voltage of a bus whose band has no width has any dual
    if (file.bus[i]![11]! > file.bus[i]![12]!) raise(worst, 'stationarity', Math.abs(dV[i]!) / (unit * base));
  }
}

/** Power fed in less the load at every bus [p.u.]. */
function injected(file: CaseFile, report: OpfReport, t: number): [number, number][] {
  const { base_mva: base, horizon: h } = file;
  const fed = file.bus.map(([bus, , pd, qd]): [number, number] => {
    const commercial = h?.commercial_buses?.includes(bus!) ?? false;
    const factor = h ? (commercial ? h.load_profile_commercial! : h.load_profile_default)[t]! : 1;
    return [(-factor * pd!) / base, (-factor * qd!) / base];
  });
  const add = (bus: number, p_kw: number, q_kvar: number) => {
    const at = fed[file.bus.findIndex(([number]) => number === bus)]!;
    at[0] += p_kw / 1000 / base;
    at[1] += q_kvar / 1000 / base;
  };
  for (const g of report.generators) add(g.bus, g.p_kw, g.q_kvar);
  for (const d of [...report.batteries, ...report.pv]) if (d.step === t) add(d.bus, d.p_kw, d.q_kvar);
  if (h) {
    const { import_kw, import_kvar } = report.steps[t]!;
    add(file.bus.find(([, type]) => type === 3)![0]!, import_kw, import_kvar);
  }
  return fed;
}

/** Cost of the machines; their bounds, and marginal costs against nodal prices. */
function machineCost(file: CaseFile, report: OpfReport, unit: number, worst: Residuals): number {
  const { base_mva: base } = file;
  let cost = 0;
  for (const [i, row] of file.gen.entries()) {
    if (row[7]! <= 0) continue;
    const g = report.generators.find(({ generator }) => generator === i + 1)!;
    const bus = report.buses.find((b) => b.bus === row[0])!;
    const [p, q] = [g.p_kw / 1000, g.q_kvar / 1000];
    const [, , , n, ...c] = file.gencost[i]!;
    const powers = c.slice(0, n).reverse();
    cost += powers.reduce((sum, x, k) => sum + x * p ** k, 0);
    const marginal = powers.reduce((sum, x, k) => sum + (k === 0 ? 0 : k * x * p ** (k - 1)), 0);
    for (const [value, min, max, margin] of [
      [p, row[9]!, row[8]!, bus.price_p_per_mwh - marginal],
      [q, row[4]!, row[3]!, bus.price_q_per_mvarh],
    ] as const) {
      raise(worst, 'devices', Math.max(min - value, value - max) / base);
      const near = 1e-5 * (1 + max - min);
      if (value > min + near) raise(worst, 'pricing', Math.max(0, -margin) / unit);
      if (value < max - near) raise(worst, 'pricing', Math.max(0, margin) / unit);
    }
  }
  return cost;
}

/** Cost of exchange and throughput; energies, powers and circles of the devices, and prices of reactive power. */
function horizonCost(h: HorizonFile, report: OpfReport, { base_mva: base }: CaseFile, worst: Residuals): number {
  let cost = 0;
  const unit = unitOf(report);
  for (const [t, { import_kw: net, import_kvar }] of report.steps.entries()) {
    cost += (h.dt * (net > 0 ? h.import_price : h.export_price)[t]! * net) / 1000;
    raise(worst, 'devices', (Math.max(Math.abs(net), Math.abs(import_kvar)) / 1000 - h.exchange_max) / base);
  }
  const priceAt = (bus: number, t: number) => report.buses.find((b) => b.bus === bus && b.step === t)!;
  const reactive = (bus: number, t: number, p: number, q: number, s_max: number) => {
    raise(worst, 'devices', (Math.hypot(p, q) - s_max) / base);
    const { price_q_per_mvarh: λq } = priceAt(bus, t);
    const inside = Math.hypot(p, q) < s_max * (1 - 1e-4);
    if (inside) raise(worst, 'pricing', Math.abs(λq) / unit);
    else if (Math.abs(q) > 1e-3 * s_max) raise(worst, 'pricing', Math.max(0, -λq * Math.sign(q)) / unit);
  };
  for (const [i, d] of h.batteries.entries()) {
    let e = d.e_start;
    for (const { step: t, p_kw, q_kvar, e_kwh } of report.batteries.filter(({ battery }) => battery === i + 1)) {
      const p = p_kw / 1000;
      // both powers from net power and energy: d − c = p,  η⁺ c − d / η⁻ = Δe / Δt
      const gain = (e_kwh / 1000 - e) / h.dt;
      const c = (gain + p / d.eta_discharge) / (d.eta_charge - 1 / d.eta_discharge || Number.NaN);
      const charge = Number.isFinite(c) ? c : Math.max(0, -p);
      const discharge = charge + p;
      cost += h.dt * d.throughput_cost * (charge + discharge);
      for (const x of [charge, discharge]) raise(worst, 'devices', Math.max(-x, x - d.p_max) / base);
      e = e_kwh / 1000;
      raise(worst, 'devices', Math.max(d.e_min - e, e - d.e_max) / base);
      reactive(d.bus, t!, p, q_kvar / 1000, d.s_max);
    }
    raise(worst, 'devices', (d.e_end - e) / base);
  }
  for (const [i, d] of h.pv.entries()) {
    for (const { step: t, p_kw, q_kvar } of report.pv.filter(({ pv }) => pv === i + 1)) {
      const p = p_kw / 1000;
      raise(worst, 'devices', Math.max(-p, p - d.p_available[t!]!) / base);
      reactive(d.bus, t!, p, q_kvar / 1000, d.s_max);
      const { price_p_per_mwh: λp } = priceAt(d.bus, t!);
      if (p > 1e-4 * d.s_max)
        raise(
          worst,
          'pricing',
          Math.max(0, -λp - (Math.hypot(p, q_kvar / 1000) > d.s_max * (1 - 1e-4) ? unit : 0)) / unit,
        );
    }
  }
  return cost;
}
