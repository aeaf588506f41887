// Results go to stdout, everything said about them to stderr, so that a pipe carries results alone.

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
 * A reader that closes the pipe early (`feederlab list | head -1`) is no error: what it no longer wants is dropped, the
 * work goes on to its end, and the exit code tells of the work. A disk that is full is one.
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
