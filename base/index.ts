// The lowest layer: errors, units, fields that name profiles or exclude each other, seeded random numbers, quantiles, sparse
// factorisation. It imports no other layer.
export * from './alternatives.ts';
export * from './errors.ts';
export * from './grouped.ts';
export * from './kind-faults.ts';
export * from './nearest.ts';
export * from './problems.ts';
export * from './profile-field.ts';
export * from './quantile.ts';
export * from './random.ts';
export type * from './remark.ts';
export * from './renamed.ts';
export * from './sparse/index.ts';
export * from './sum.ts';
export * from './text/decimals.ts';
export * from './text/json.ts';
export * from './units.ts';
