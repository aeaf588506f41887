// Limits of the size of input. Each is far above any study and far below what would exhaust time or memory. docs/limits.md lists
// them, which limits.test.ts checks.
const MiB = 2 ** 20;

export const LIMITS = {
  /** A file of a case. */
  fileBytes: 32 * MiB,
  /** A network file. The largest published network, 82,000 buses, takes 23 MB in MATPOWER. */
  networkBytes: 64 * MiB,
  /** A YAML file, which needs a hundred times its size in memory. */
  yamlBytes: 4 * MiB,
  /** Cells of a table in Parquet; where it is read row by row, of a group of its rows. */
  parquetCells: 5_000_000,
  /** Nesting depth of a YAML file. */
  yamlDepth: 100,
  /** Values that one alias of a YAML file expands to through other aliases. */
  yamlAliases: 100,
  /** Members of one population. */
  members: 100_000,
  /** Length of an expression of score.yaml, search.yaml or a sweep, and its nesting depth. */
  expressionLength: 4_000,
  expressionDepth: 200,
  /** Values of one name of a search or a sweep. */
  searchValues: 1_000_000,
  /** Runs of a sweep. */
  sweepRuns: 10_000_000,
} as const;
