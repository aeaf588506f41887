/**
 * A list of zeros that sums are added to. V8 keeps it as doubles from the start; a list of small integers would become one at the first
 * fraction, and what was compiled for it would be compiled again.
 */
export const zeros = (length: number): number[] => Array.from({ length }, () => 0.5).fill(0);
