// The given injections at the nodes of a network, and the voltages of a power flow.

/** Given power at each node [p.u.], > 0 into the grid: constant power, current (× V) and impedance (× V²) parts. */
export interface Injections {
  readonly p: Float64Array;
  readonly q: Float64Array;
  readonly pi: Float64Array;
  readonly qi: Float64Array;
  readonly pz: Float64Array;
  readonly qz: Float64Array;
  /** False where `inject` found no power of constant current or impedance; absent where that is not known. */
  isZip?: boolean;
}

/** Voltage of each node: magnitude, and e + jf [p.u.]. */
export interface Voltages {
  readonly vm: Float64Array;
  readonly e: Float64Array;
  readonly f: Float64Array;
}

export const zeroInjections = (nodes: number): Injections => ({
  p: new Float64Array(nodes),
  q: new Float64Array(nodes),
  pi: new Float64Array(nodes),
  qi: new Float64Array(nodes),
  pz: new Float64Array(nodes),
  qz: new Float64Array(nodes),
});

export const copyVoltages = (from: Voltages, to: Voltages): void => {
  to.vm.set(from.vm);
  to.e.set(from.e);
  to.f.set(from.f);
};

/** Whether any node has power of constant current or impedance. */
export function isZip({ pi, qi, pz, qz, isZip }: Injections): boolean {
  if (isZip !== undefined) return isZip;
  for (let i = 0; i < pi.length; i++) if (pi[i] !== 0 || qi[i] !== 0 || pz[i] !== 0 || qz[i] !== 0) return true;
  return false;
}
