// Apart, so that the command line can name them without loading what a search needs.
export const METHODS = ['grid', 'swarm', 'pattern'] as const;
export type MethodName = (typeof METHODS)[number];
