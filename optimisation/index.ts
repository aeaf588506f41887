// Optimisation: problems as plain data, solvers as dialects that read them, and generic algorithms.
export { type ActiveSet, activeSet } from './active-set/active-set.ts';
export * from './algorithms/admm.ts';
export * from './algorithms/anderson.ts';
export * from './algorithms/box-least-squares.ts';
export * from './algorithms/root.ts';
export * from './algorithms/swarm.ts';
export { assist, type Join, type SharedWork } from './dual/together.ts';
export { alongChain } from './flexibility/chain.ts';
export { type ExpressionArrays, Expressions } from './flexibility/expressions.ts';
export * from './flexibility/flexibility.ts';
export * from './flexibility/formulate.ts';
export { leastMovement, type Movement, movementsOf, type Optimum } from './flexibility/least-movement.ts';
export * from './flexibility/linear.ts';
export * from './problem/class.ts';
export * from './problem/errors.ts';
export { lpText } from './problem/lp-text.ts';
export type { IndexSet, NameFamily } from './problem/names.ts';
export { indexOfName, nameAt } from './problem/names.ts';
export * from './problem/problem.ts';
export { objectiveAt } from './problem/residuals.ts';
export {
  type Answer,
  answerOf,
  type Near,
  named,
  type Requestable,
  type Residuals,
  type Solution,
  type SolutionStatus,
  type SolveOptions,
  type SolverName,
} from './problem/solution.ts';
export { openSession, type Session, type Solve, solve, withSession } from './solve.ts';
export { type BatchOptions, type SolveAll, solveInOrder } from './solve-all.ts';
