// In a separate file, so that the command line can list them without loading the search.
export const METHODS = ['grid', 'swarm', 'pattern'] as const;
export type MethodName = (typeof METHODS)[number];
