// Searches: the sizes and sites at which a number of a run is least.
export {
  type Candidate,
  type SearchOptions,
  type SearchResult,
  searchCase,
  type VariantValue,
} from './search.ts';
