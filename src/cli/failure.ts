import { CommanderError } from '@commander-js/extra-typings';
import { InputError, RunError } from '../../base/index.ts';
import { note } from './output.ts';

/** Exit codes of the command. */
export const Exit = { done: 0, failed: 1, wrongCall: 2, interrupted: 130 } as const;

/** Prints the error on stderr and returns the exit code. `debug` adds the stack of unexpected errors. */
export function explain(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? Exit.done : Exit.wrongCall; // commander has printed its message
  if (error instanceof InputError) {
    note(error.message);
    return Exit.wrongCall;
  }
  if (error instanceof RunError) {
    note(error.message);
    const origin = originOf(error);
    if (debug && !(origin instanceof RunError)) note(String(origin instanceof Error ? origin.stack : origin));
    return Exit.failed;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'syscall' in error && !debug) {
    note(`the system refused: ${message}`); // a full disk, a folder without permission
    return Exit.failed;
  }
  note(`feederlab stopped on an error it did not foresee: ${message.split('\n', 1)[0]}`);
  note(
    debug
      ? String(error instanceof Error ? error.stack : error)
      : '  `--debug` (or FEEDERLAB_DEBUG=1) shows where it arose; a report with that text and your command helps us most.',
  );
  return Exit.failed;
}

/** The innermost cause of an error. */
const originOf = (error: unknown): unknown =>
  error instanceof Error && error.cause !== undefined ? originOf(error.cause) : error;
