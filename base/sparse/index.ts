// Sparse linear systems: order, pattern and factors of 2×2 blocks, factors of symmetric quasi-definite matrices.
export * from './block-lu.ts';
export * from './dense.ts';
export * from './ldl.ts';
export * from './ldl-solver.ts';
export * from './order.ts';
export * from './pattern.ts';
