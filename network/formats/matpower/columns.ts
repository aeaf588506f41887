// Names of the columns of a case's tables, numbered from 1 as in the MATPOWER User's Manual, appendix B
// (tables B-1 to B-4); each list in the order in which idx_bus, idx_gen, idx_brch and idx_cost return them.

type Names = readonly (readonly [name: string, number: number])[];

/** `A=1 B C` → A 1, B 2, C 3: numbers continue from the last one given. */
function names(list: string): Names {
  let next = 1;
  return list
    .trim()
    .split(/\s+/)
    .map((word) => {
      const [name, number] = word.split('=') as [string, string?];
      const value = number === undefined ? next : Number(number);
      next = value + 1;
      return [name, value] as const;
    });
}

export const INDEX_FUNCTIONS: ReadonlyMap<string, Names> = new Map([
  [
    'idx_bus',
    names(`PQ=1 PV REF NONE BUS_I=1 BUS_TYPE PD QD GS BS BUS_AREA VM VA BASE_KV ZONE VMAX VMIN
    LAM_P LAM_Q MU_VMAX MU_VMIN`),
  ],
  [
    'idx_gen',
    names(`GEN_BUS=1 PG QG QMAX QMIN VG MBASE GEN_STATUS PMAX PMIN MU_PMAX=22 MU_PMIN MU_QMAX MU_QMIN
    PC1=11 PC2 QC1MIN QC1MAX QC2MIN QC2MAX RAMP_AGC RAMP_10 RAMP_30 RAMP_Q APF`),
  ],
  [
    'idx_brch',
    names(`F_BUS=1 T_BUS BR_R BR_X BR_B RATE_A RATE_B RATE_C TAP SHIFT BR_STATUS
    PF=14 QF PT QT MU_SF MU_ST ANGMIN=12 ANGMAX MU_ANGMIN=20 MU_ANGMAX`),
  ],
  ['idx_cost', names('PW_LINEAR=1 POLYNOMIAL MODEL=1 STARTUP SHUTDOWN NCOST COST')],
]);

/** Columns that a power flow or an optimal power flow reads, from 0. */
export const BUS = {
  BUS_I: 0,
  BUS_TYPE: 1,
  PD: 2,
  QD: 3,
  GS: 4,
  BS: 5,
  VM: 7,
  VA: 8,
  BASE_KV: 9,
  VMAX: 11,
  VMIN: 12,
} as const;
export const GEN = {
  GEN_BUS: 0,
  PG: 1,
  QG: 2,
  QMAX: 3,
  QMIN: 4,
  VG: 5,
  MBASE: 6,
  GEN_STATUS: 7,
  PMAX: 8,
  PMIN: 9,
  PC1: 10,
  PC2: 11,
} as const;
export const BRANCH = {
  F_BUS: 0,
  T_BUS: 1,
  BR_R: 2,
  BR_X: 3,
  BR_B: 4,
  RATE_A: 5,
  TAP: 8,
  SHIFT: 9,
  BR_STATUS: 10,
  ANGMIN: 11,
  ANGMAX: 12,
} as const;
/** The points or coefficients follow from column COST. */
export const GENCOST = { MODEL: 0, STARTUP: 1, SHUTDOWN: 2, NCOST: 3, COST: 4 } as const;
