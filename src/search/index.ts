// Searches: the sizes and sites at which a number of a run is least.
export type { Candidate, SearchResult, VariantValue } from './result.ts';
export { searchJsonSchema } from './schema.ts';
export { type SearchOptions, searchCase } from './search.ts';
