// Short-circuit tests between the pairs of three windings → the impedances of their star.

/** Of each pair of windings, or of each winding. */
export type Three = readonly [number, number, number];

/**
 * Star of one quantity (r or x) that tests of the pairs 1–2, 2–3, 1–3 give, all on the rating of winding 1.
 * @returns the branch of each winding, on the same rating; it may be negative
 */
export const starOf = ([of12, of23, of13]: Three): Three => [
  (of12 + of13 - of23) / 2,
  (of12 + of23 - of13) / 2,
  (of13 + of23 - of12) / 2,
];

/** Values of tests in % of the smaller rating of each pair (1–2, 2–3, 1–3), in % of the rating of winding 1. */
export const onFirstRating = ([of12, of23, of13]: Three, [s1, s2, s3]: Three): Three => [
  (of12 * s1) / Math.min(s1, s2),
  (of23 * s1) / Math.min(s2, s3),
  (of13 * s1) / Math.min(s1, s3),
];
