// Sparse linear systems of 2×2 blocks: order, pattern, factors.
export * from './block-lu.ts';
export * from './dense.ts';
export * from './order.ts';
export * from './pattern.ts';
