// What a file for a cluster is written from.
export interface Emitted {
  /** The sweep as the user named it: a name, or a path from `cwd`. */
  readonly sweep: string;
  readonly name: string;
  readonly title: string;
  /** Number of runs, and of the shards that they are divided among. */
  readonly size: number;
  readonly shards: number;
  /** Of each shard. */
  readonly cores: number;
  /** Folder of the results; a shard has a folder in it. */
  readonly out: string;
  readonly cwd: string;
  /** Further options of every shard, such as `--trust`. */
  readonly options: readonly string[];
}

/** Text of a comment, in one line. */
export const inComment = (text: string): string => text.replace(/\p{Cc}+/gu, ' ').trim();

/** A name with letters, digits and hyphens only: valid as the name of a job of Slurm and of Kubernetes. */
export const jobName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '') || 'sweep';

/** A path that no command takes for an option. */
export const asArgument = (path: string): string => (path.startsWith('-') ? `./${path}` : path);
