// Scorecards: the published numbers of a paper compared with the results of its case, row by row.
export type { ScoreRow } from './judge/judge.ts';
export { readReference, regressions } from './judge/reference.ts';
export type { Status } from './judge/status.ts';
export { deviationInWords, inWords, summaryOf } from './judge/words.ts';
export { writeScorecard } from './judge/write.ts';
export { SCORE_FILE, scoreJsonSchema } from './schema.ts';
export { type Scorecard, type ScoreOptions, scoreCase, scoreCases } from './score.ts';
export { type WrittenCard, writeScorecards } from './written.ts';
