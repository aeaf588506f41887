// How plots are drawn: theme, time axis, series over blocks of steps, limits.
export * from './before-after.ts';
export * from './day-ahead.ts';
export * from './limits.ts';
export * from './over-time.ts';
export * from './power-unit.ts';
export * from './series.ts';
export { textWidth } from './text-width.ts';
export * from './theme.ts';
export * from './time.ts';
