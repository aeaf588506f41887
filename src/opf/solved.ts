import type { AcOptimum, AcProblem, OpfCase } from '../../opf/index.ts';

/** Number of the step from 0. A case without a horizon has one step of one hour, and its rows have none. */
export interface AtStep {
  readonly step?: number;
}

/** What the reports of both kinds of case need. */
export interface Solved {
  readonly opf: OpfCase;
  readonly problem: AcProblem;
  readonly optimum: AcOptimum;
  /** Undefined in a case without a horizon. */
  readonly stepOf: (t: number) => AtStep;
}
