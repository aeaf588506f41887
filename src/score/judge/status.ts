// Status of the comparison of one published number with ours.

/** From best to worst, each with its description. */
export const MEANING = {
  exact: 'within the printed digits, from published inputs alone',
  inferred:
    'within the printed digits or a stated tolerance, with an input that is inferred or assumed but was not fitted to this number',
  pattern: 'sign, order, shape or hour holds; every truth and every text is one',
  fitted: 'agrees, and an input was fitted to this number or to the numbers it follows from, so that proves nothing',
  'by-construction': 'true by a hard constraint, a rule of settlement or a scenario we wrote, so that proves nothing',
  contradicted: 'the report disagrees with itself, and ours agrees with one of its two sides; the note says with which',
  missed: 'beyond the printed digits and the tolerance, on neither side of a contradiction, or not known from the runs',
} as const;

export type Status = keyof typeof MEANING;

export const STATUSES = Object.keys(MEANING) as readonly Status[];

/** Statuses of rows that are evidence: they could have failed and did not. */
export const EVIDENCE: readonly Status[] = ['exact', 'inferred', 'pattern'];
/** Statuses of rows that are no evidence: they agree for any model. */
export const NO_EVIDENCE: readonly Status[] = ['fitted', 'by-construction'];
