// How large an input may be. Each limit is far above any study and far below what would exhaust time or memory; docs/limits.md lists them, and limits.test.ts compares.
const MiB = 2 ** 20;

export const LIMITS = {
  /** A file of a case. */
  fileBytes: 32 * MiB,
  /** A YAML file: it takes a hundred times its size in memory. */
  yamlBytes: 4 * MiB,
  /** Values inside each other in a YAML file. */
  yamlDepth: 100,
  /** Values that one alias of a YAML file stands for by way of other aliases. */
  yamlAliases: 100,
  /** Members of one population. */
  members: 100_000,
  /** Characters of an expression of score.yaml or search.yaml, and operations and calls inside each other. */
  expressionLength: 4_000,
  expressionDepth: 200,
  /** Values of one name that a search goes over. */
  searchValues: 1_000_000,
} as const;
