// What a tariff brings in.

/** Σj,t DT[j,t] L[j,t] Δt: what tariff DT [load point][t] earns when load points draw `load_kw` [currency]. */
export const revenueOf = (
  tariff: readonly Float64Array[],
  load_kw: readonly ArrayLike<number>[],
  dt_h: number,
): number => tariff.reduce((sum, of, j) => of.reduce((inner, DT, t) => inner + DT * load_kw[j]![t]! * dt_h, sum), 0);
