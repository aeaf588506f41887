// The power flow's linear systems solved by the dense LU of npm `numeric`: slow, pivoted, written by others, so that the
// own sparse solver can be checked against it from the command line.
import { type BlockSolverOf, denseSolver, InputError } from '../../base/index.ts';

/** Unknown nodes up to which it answers in seconds: two dense factorisations of twice as many rows per iteration. */
const MAX_NODES = 600;

/** The solver, loaded when asked for. Using it on a larger network throws an InputError. */
export async function numericSolver(): Promise<BlockSolverOf> {
  const { default: numeric } = await import('numeric');
  const dense = denseSolver(numeric);
  return (pattern) => {
    if (pattern.n > MAX_NODES) {
      const found = `a network of ${pattern.n} unknown nodes`;
      const hint = 'the sparse solver takes networks of any size';
      throw new InputError('--solver numeric', [{ where: 'network', found, expected: `at most ${MAX_NODES}`, hint }]);
    }
    return dense(pattern);
  };
}
