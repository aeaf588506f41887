// Continuation: all power grows from zero, s(λ) = λ s, λ from 0 to 1, and each solve starts from the previous solution
// (Ajjarapu & Christy 1992, without their predictor). Where it ends before λ = 1, it ends near the loadability limit.
import type { Network } from '../model/compile.ts';
import { iterate, type Work } from './newton.ts';
import { emptyVoltages } from './start.ts';
import { copyVoltages, type Injections, type Voltages, zeroInjections } from './state.ts';

const FIRST_STEP = 0.5;
const LAST_STEP = 1e-3;
const ROUNDS = 8;
/** Largest accepted fall of a magnitude in one step of λ; more may be a change to another solution. */
const LARGEST_FALL = 0.6;

/** The largest feasible share of the given power, and the voltages there. */
export interface Reach {
  readonly scale: number;
  readonly voltages: Voltages;
}

/** Follows the solution from the no-load voltages; w contains the solution when scale is 1, otherwise its content is undefined. */
export function follow(y: Network, given: Injections, noLoad: Voltages, w: Work, tolerance: number): Reach {
  const scaled = zeroInjections(y.nodes);
  const voltages = emptyVoltages(y.nodes);
  copyVoltages(noLoad, voltages);
  let scale = 0;
  let sign: number | undefined;
  for (let step = FIRST_STEP; scale < 1 && step >= LAST_STEP; ) {
    const next = Math.min(1, scale + step);
    for (const part of ['p', 'q', 'pi', 'qi', 'pz', 'qz'] as const) {
      for (let i = 0; i < y.nodes; i++) scaled[part][i] = next * given[part][i]!;
    }
    copyVoltages(voltages, w.v);
    const solved = iterate(y, scaled, w, tolerance, ROUNDS);
    if (solved && (sign === undefined || w.sign === sign) && !hasFallen(w.v, voltages)) {
      sign ??= w.sign;
      copyVoltages(w.v, voltages);
      scale = next;
      step *= 2;
    } else step /= 2;
  }
  return { scale, voltages };
}

function hasFallen({ vm }: Voltages, before: Voltages): boolean {
  for (let i = 0; i < vm.length; i++) if (vm[i]! < (1 - LARGEST_FALL) * before.vm[i]!) return true;
  return false;
}
