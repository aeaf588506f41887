// Results go to stdout, messages to stderr, so that a pipe contains results only.

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0));
}

export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/**
 * A reader that closes the pipe early (`feederlab list | head -1`) is no error: further output is dropped, the work continues to
 * its end, and the exit code is that of the work. A full disk is an error.
 */
export function surviveClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') return;
      process.exitCode = 1;
      if (stream === process.stdout) note(`the results could not be written to stdout: ${error.message}`);
    });
  }
}
