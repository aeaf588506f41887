// AC optimal power flow: least-cost set points subject to the power flow, voltage bands and ratings.
export * from './cases/index.ts';
export type * from './optimum.ts';
export type * from './problem.ts';
export { type AcOptions, acOptimum } from './solve.ts';
