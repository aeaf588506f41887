// Comparisons: one case under several mechanisms, by identical indicators.
export { compareCase } from './compare.ts';
export { doubtsOf, remarksOf } from './doubts.ts';
export { compareJsonSchema } from './plan/schema.ts';
export type { ComparedRun } from './runs.ts';
export { describeComparison } from './text.ts';
