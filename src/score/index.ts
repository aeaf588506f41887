// Scorecards: what a paper printed beside what its case gives, row by row.
export type { ScoreRow } from './judge.ts';
export { readReference, regressions } from './reference.ts';
export { SCORE_FILE, scoreJsonSchema } from './schema.ts';
export { type Scorecard, type ScoreOptions, scoreCase } from './score.ts';
export type { Status } from './status.ts';
export { deviationInWords, inWords, summaryOf } from './words.ts';
export { writeScorecard } from './write.ts';
