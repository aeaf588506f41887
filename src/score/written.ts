// Scorecards of cases, scored and written by the same workers.
import { type WrittenScorecard, writeScorecard } from './judge/write.ts';
import { type Scorecard, type ScoreOptions, scored } from './score.ts';

export type WrittenCard = Scorecard & WrittenScorecard;

/**
 * Writes the scorecards of cases into RESULTS/CASE.
 * @throws what `scoreCase` throws, and DiskError
 */
export const writeScorecards = (
  pathsOrNames: readonly string[],
  options: ScoreOptions = {},
): Promise<readonly WrittenCard[]> =>
  scored(pathsOrNames, options, (cards, draw) =>
    Promise.all(cards.map(async (card) => ({ ...card, ...(await writeScorecard(card, options.results, draw)) }))),
  );
