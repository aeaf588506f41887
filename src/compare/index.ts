// Comparisons: one case under several mechanisms, by identical indicators.
export { compareCase } from './compare.ts';
export type { ComparedRun } from './compared-run.ts';
export { doubtsOf, remarksOf } from './doubts.ts';
export { compareJsonSchema } from './plan/schema.ts';
export { describeComparison } from './text.ts';
