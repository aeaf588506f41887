// Cases: reading and checking of a folder of data.
export { contentHash } from './hash.ts';
export type * from './model.ts';
export { readNetwork } from './network/alone.ts';
export { quantityOfProfile } from './profiles/profile-uses.ts';
export { profilesOnClock } from './profiles/profiles.ts';
export { caseReader, type ReadOptions, readCase, readKinds } from './read.ts';
export { caseJsonSchema } from './schema/json-schema.ts';
export { type CaseName, listCases } from './text/locate.ts';
export { type CaseSummary, readVariants, validateCase } from './validate.ts';
