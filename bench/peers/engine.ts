// An engine as a child process on one core, asked over its standard input.
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Answer {
  readonly solves?: number;
  readonly us?: number;
  /** Of an optimisation problem: the optimum, the iterations, and what the solver says of a doubtful solution. */
  readonly objective?: number;
  readonly iterations?: number;
  readonly remark?: string;
  /** The reason why the engine does not take part. */
  readonly skipped?: string;
}

export interface Engine {
  readonly name: string;
  ask(command: string): Promise<Answer>;
  stop(): void;
}

/** One thread each, and the processor's own kernels of OpenBLAS. */
const ENVIRONMENT = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  NUMBA_NUM_THREADS: '1',
  OPENBLAS_CORETYPE: undefined,
  OPENBLAS_L2_SIZE: undefined,
};

/** Starts a command, pinned to the core; its first line says that it is ready. An engine that does not start answers with `skipped`. */
export async function startEngine(name: string, core: number, command: readonly string[]): Promise<Engine> {
  const child = spawn('taskset', ['-c', String(core), ...command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...ENVIRONMENT },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const last = lastLine(child);
  let lost: string | undefined;
  const next = async (): Promise<Answer> => {
    const { value, done } = await lines.next();
    if (done) lost = `not installed or stopped: ${last()}`;
    return lost === undefined ? JSON.parse(value) : { skipped: lost };
  };
  child.on('error', () => {}); // the end of its output is the answer
  child.stdin.on('error', () => {});
  await next();
  return {
    name,
    async ask(text) {
      if (lost !== undefined) return { skipped: lost };
      child.stdin.write(`${text}\n`);
      return next();
    },
    stop: () => child.stdin.end(),
  };
}

function lastLine({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.on('data', (chunk) => {
    text = (text + chunk).slice(-2000);
  });
  return () => text.trim().split('\n').at(-1) ?? '';
}
