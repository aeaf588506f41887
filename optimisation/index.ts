// Optimisation: problems as plain data, solvers as dialects that read them, and generic algorithms.
export { type ActiveSet, activeSet } from './active-set/active-set.ts';
export * from './algorithms/admm.ts';
export * from './algorithms/anderson.ts';
export * from './algorithms/box-least-squares.ts';
export * from './algorithms/root.ts';
export * from './algorithms/swarm.ts';
export { alongChain } from './chain.ts';
export * from './errors.ts';
export * from './flexibility.ts';
export * from './formulate.ts';
export { leastMovement, movementsOf, type Optimum } from './least-movement.ts';
export { lpText } from './lp-text.ts';
export type { IndexSet, NameFamily } from './names.ts';
export { indexOfName, nameAt } from './names.ts';
export * from './problem.ts';
export type { Near, Residuals, Solution, SolutionStatus, SolveOptions, SolverName } from './solution.ts';
export { openSession, type Session, solve, withSession } from './solve.ts';
