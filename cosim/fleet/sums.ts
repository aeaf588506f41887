// Loads at the buses: powers of the devices at 1 p.u. voltage, summed over those of each bus.
import { type Parts, sumOfParts } from '../../base/index.ts';
import type { BusLoads, Powers, Step, Zip } from '../contracts.ts';

export interface Sums {
  /** Active powers have changed. Without a call only reactive ones are summed again, where no power depends on the voltage. */
  change(): void;
  /** Writes the sums, split into constant power, current and impedance. */
  into(loads: BusLoads): void;
}

/**
 * @param parts devices of each bus
 * @param zips voltage dependence of the devices in the present round
 * @param dependents devices that may depend on the voltage, in any round
 */
export function createSums(
  parts: Parts,
  { p_kw, q_kvar }: Powers,
  zips: readonly (Zip | undefined)[],
  dependents: Int32Array,
): Sums {
  const buses = parts.from.length - 1;
  const isDependent = new Set(dependents);
  /** Whether a bus has some of them. */
  const mayDepend = Array.from({ length: buses }, (_, b) =>
    parts.items.subarray(parts.from[b], parts.from[b + 1]).some((d) => isDependent.has(d)),
  );
  /** Constant active powers, when they were last summed. */
  const constant_kw = new Float64Array(buses);
  let changed = true;
  let dependent = true;

  const sumAll = (loads: BusLoads) => {
    dependent = false;
    for (let b = 0; b < buses; b++) {
      let p = 0;
      let q = 0;
      const looks = mayDepend[b]!;
      for (let i = parts.from[b]!; i < parts.from[b + 1]!; i++) {
        const d = parts.items[i]!;
        const zip = looks ? zips[d] : undefined;
        if (zip === undefined) {
          p += p_kw[d]!;
          q += q_kvar[d]!;
        } else {
          dependent = true;
          p += p_kw[d]! * zip.p;
          q += q_kvar[d]! * zip.p;
          addVoltageDependent(loads, b, p_kw[d]!, q_kvar[d]!, zip);
        }
      }
      loads.p_kw[b] = p;
      loads.q_kvar[b] = q;
    }
    constant_kw.set(loads.p_kw);
    changed = false;
  };
  return {
    change() {
      changed = true;
    },
    into(loads) {
      clearVoltageDependent(loads);
      if (changed || dependent) {
        sumAll(loads);
        return;
      }
      loads.p_kw.set(constant_kw);
      sumOfParts(parts, q_kvar, loads.q_kvar);
    },
  };
}

/** In one sum, which is 0 exactly where all powers are. */
export function areFinite({ p_kw, q_kvar }: BusLoads): boolean {
  let sum = 0;
  for (let b = 0; b < p_kw.length; b++) sum += 0 * (p_kw[b]! + q_kvar[b]!);
  return sum === 0;
}

/** Loads of 0 at every bus. */
export function noLoads(buses: number): BusLoads {
  const zeros = () => new Float64Array(buses);
  return { p_kw: zeros(), q_kvar: zeros(), pi_kw: zeros(), qi_kvar: zeros(), pz_kw: zeros(), qz_kvar: zeros() };
}

/** Adds what a device draws to the loads of bus b. */
export function addLoad(
  loads: BusLoads,
  b: number,
  { p_kw, q_kvar, zip }: Pick<Step<unknown>, 'p_kw' | 'q_kvar' | 'zip'>,
): void {
  loads.p_kw[b]! += zip ? p_kw * zip.p : p_kw;
  loads.q_kvar[b]! += zip ? q_kvar * zip.p : q_kvar;
  if (zip) addVoltageDependent(loads, b, p_kw, q_kvar, zip);
}

/** In one loop: `fill` is a call into V8 for each array. */
function clearVoltageDependent({ pi_kw, qi_kvar, pz_kw, qz_kvar }: BusLoads): void {
  for (let b = 0; b < pi_kw.length; b++) {
    pi_kw[b] = 0;
    qi_kvar[b] = 0;
    pz_kw[b] = 0;
    qz_kvar[b] = 0;
  }
}

function addVoltageDependent(loads: BusLoads, b: number, p: number, q: number, zip: Zip): void {
  loads.pi_kw[b]! += p * zip.i;
  loads.qi_kvar[b]! += q * zip.i;
  loads.pz_kw[b]! += p * zip.z;
  loads.qz_kvar[b]! += q * zip.z;
}
