// Searches: the sizes and sites that minimise a result of a run.
export type { Candidate, SearchResult, VariantValue } from './result.ts';
export { searchJsonSchema } from './schema.ts';
export { type SearchOptions, searchCase } from './search.ts';
