// Which modules this process has run. Node keeps a module until the process ends, so that a file that changes meanwhile is not run
// again.

/** Hash of what was run, by path. */
export const loaded = new Map<string, string>();

/** Whether code that is not of feederlab runs in this process: it may keep timers and sockets open. */
export const runsModules = (): boolean => loaded.size > 0;
