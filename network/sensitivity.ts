// Linear sensitivities around a solved state, from the Jacobian J factored there: J [Δθ, ΔV/V] = [ΔP, ΔQ].
//   a load at one bus, every voltage:   a column of J⁻¹, one solve
//   one quantity F, a load at any bus:  J⁻ᵀ ∂F/∂[θ, ln V], one transposed solve (adjoint; Peschon et al. 1968)
// Branch end i, with S = A + C,  A = yii* Vi²,  C = Vi (yij Vj)*:
//   ∂S/∂θi = jC,  ∂S/∂θj = −jC,  ∂S/∂ln Vi = 2A + C,  ∂S/∂ln Vj = C
import { type BlockSolverOf, blockLu } from '../base/index.ts';
import type { Network } from './model/compile.ts';
import { fill } from './newton/newton.ts';
import type { Injections, Voltages } from './newton/state.ts';

/** Change of a quantity per kW and per kvar drawn at each bus (load convention), with all other loads unchanged. */
export interface PerLoad {
  readonly per_kw: Float64Array;
  readonly per_kvar: Float64Array;
}

/** Change of every voltage per kW and per kvar drawn at one bus; arrays over the buses. */
export interface PerVoltage {
  readonly vm_pu_per_kw: Float64Array;
  readonly vm_pu_per_kvar: Float64Array;
  readonly va_deg_per_kw: Float64Array;
  readonly va_deg_per_kvar: Float64Array;
}

/** A flow at one end of a branch, in kW, kvar or kVA; > 0 flows into the branch. */
export type BranchQuantity = 'p_from' | 'q_from' | 's_from' | 'p_to' | 'q_to' | 's_to';

/** Voltage-dependent loads respond as in the power flow; slack and PV buses keep their voltage. */
export interface Sensitivities {
  /** Change of every voltage per kW or kvar drawn at `bus`. */
  toLoadAt(bus: string): PerVoltage;
  /** Change of |V| at `bus` per kW or kvar drawn at each bus [p.u.]. */
  ofVoltage(bus: string): PerLoad;
  /** The same for the voltage angle at `bus` [degrees]. */
  ofAngle(bus: string): PerLoad;
  /** The same for a flow of a branch [kW, kvar, kVA]; all 0 where |S| has no slope, at no flow or out of service. */
  ofBranch(branch: string, quantity: BranchQuantity): PerLoad;
}

const DEGREES = 180 / Math.PI;

/** Factors the Jacobian at v. Later solves do not change the results. Unknown names throw a RangeError. */
export function sensitivities(
  y: Network,
  given: Injections,
  v: Voltages,
  linearSolver: BlockSolverOf = blockLu,
): Sensitivities {
  const lu = linearSolver(y.pattern);
  const x = new Float64Array(2 * y.n);
  const vm = Float64Array.from(v.vm);
  const e = Float64Array.from(v.e);
  const f = Float64Array.from(v.f);
  fill(y, given, v, lu.values, x);
  lu.factor();
  const perKw = -1 / (1000 * y.base_mva); // drawn, not injected
  const buses = () => new Float64Array(y.buses.length);
  const busIndex = new Map(y.buses.map((bus, i) => [bus, i]));
  const branchIndex = new Map(y.branches.map((branch, k) => [branch, k]));
  const indexOf = (index: Map<string, number>, kind: string, name: string) => {
    const at = index.get(name);
    if (at === undefined) throw new RangeError(`no ${kind} ${name} in ${y.data.name}`);
    return at;
  };
  const nodeOf = (bus: string) => y.nodeOf[indexOf(busIndex, 'bus', bus)]!;

  /** Solves for a unit at row `row` of node i and writes |V| and angle of every bus. */
  const column = (i: number, row: 0 | 1, dvm: Float64Array, dva: Float64Array) => {
    if (i >= y.n || (row === 1 && y.pq[i] === 0)) return; // compensated by the slack or PV bus itself
    x.fill(0);
    x[2 * i + row] = perKw;
    lu.solve(x);
    for (let b = 0; b < dvm.length; b++) {
      const j = y.nodeOf[b]!;
      if (j >= y.n) continue;
      dva[b] = x[2 * j]! * DEGREES;
      dvm[b] = x[2 * j + 1]! * vm[j]!;
    }
  };

  /** Converts the gradient in x into changes per load. */
  const adjoint = (): PerLoad => {
    lu.solveTransposed(x);
    const [per_kw, per_kvar] = [buses(), buses()];
    for (let b = 0; b < per_kw.length; b++) {
      const j = y.nodeOf[b]!;
      if (j >= y.n) continue;
      per_kw[b] = x[2 * j]! * perKw;
      per_kvar[b] = x[2 * j + 1]! * perKw * y.pq[j]!;
    }
    return { per_kw, per_kvar };
  };
  const add = (i: number, angle: number, magnitude: number) => {
    if (i >= y.n) return;
    x[2 * i]! += angle;
    x[2 * i + 1]! += magnitude;
  };

  return {
    toLoadAt(bus) {
      const i = nodeOf(bus);
      const answer = {
        vm_pu_per_kw: buses(),
        vm_pu_per_kvar: buses(),
        va_deg_per_kw: buses(),
        va_deg_per_kvar: buses(),
      };
      column(i, 0, answer.vm_pu_per_kw, answer.va_deg_per_kw);
      column(i, 1, answer.vm_pu_per_kvar, answer.va_deg_per_kvar);
      return answer;
    },
    ofVoltage(bus) {
      const i = nodeOf(bus);
      x.fill(0);
      add(i, 0, vm[i]!);
      return adjoint();
    },
    ofAngle(bus) {
      x.fill(0);
      add(nodeOf(bus), DEGREES, 0);
      return adjoint();
    },
    ofBranch(branch, quantity) {
      const k = indexOf(branchIndex, 'branch', branch);
      x.fill(0);
      if (y.from[k]! < 0) return adjoint();
      const { i, j, turn, grow, own } = flowGradient(y, { vm, e, f }, k, quantity);
      add(i, turn, grow + own);
      add(j, -turn, grow);
      return adjoint();
    },
  };
}

/**
 * First derivatives of a flow F = wP P + wQ Q of branch k at its end i, with the other end j [kW, kvar, kVA]: `turn` by θi and −θj,
 * `grow` by ln |V| of either end, `own` in addition by ln |Vi|.
 */
function flowGradient(y: Network, { vm, e, f }: Voltages, k: number, quantity: BranchQuantity) {
  const atFrom = quantity.endsWith('from');
  const i = atFrom ? y.from[k]! : y.to[k]!;
  const j = atFrom ? y.to[k]! : y.from[k]!;
  const self = 8 * k + (atFrom ? 0 : 6);
  const mutual = 8 * k + (atFrom ? 2 : 4);
  const t = y.twoPort;
  const re = t[mutual]! * e[j]! - t[mutual + 1]! * f[j]!;
  const im = t[mutual]! * f[j]! + t[mutual + 1]! * e[j]!;
  const [cP, cQ] = [e[i]! * re + f[i]! * im, f[i]! * re - e[i]! * im];
  const [aP, aQ] = [(t[self]! - t[mutual]!) * vm[i]! ** 2, (t[mutual + 1]! - t[self + 1]!) * vm[i]! ** 2];
  const s = Math.hypot(aP + cP, aQ + cQ);
  const slope = (part: number) => (s > 0 ? part / s : 0);
  const [wP, wQ] = { p: [1, 0], q: [0, 1], s: [slope(aP + cP), slope(aQ + cQ)] }[quantity[0] as 'p' | 'q' | 's'] as [
    number,
    number,
  ];
  const kw = 1000 * y.base_mva;
  const turn = kw * (wQ * cP - wP * cQ); // j C = −C_Q + j C_P
  const grow = kw * (wP * cP + wQ * cQ);
  return { i, j, turn, grow, own: 2 * kw * (wP * aP + wQ * aQ) };
}
