// Cases: a folder of data, read and checked whole.
export { contentHash } from './hash.ts';
export { caseJsonSchema } from './json-schema.ts';
export { type CaseName, listCases } from './locate.ts';
export type * from './model.ts';
export { readNetwork } from './network-section.ts';
export { profilesOnClock } from './profiles.ts';
export { type ReadOptions, readCase } from './read.ts';
export { type CaseSummary, readVariants, validateCase } from './validate.ts';
