// Which modules this process has run. Node keeps a module until the process ends, so that a file that changes meanwhile is not run
// again.

/** Hash of what was run, by path. */
export const loaded = new Map<string, string>();
