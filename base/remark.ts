/** A remark on a result: a market without bids, a violated limit, omitted data. */
export interface Remark {
  /** Stable, in snake_case, beginning with its origin: `network_isolated`, `tfm_no_bids`. */
  readonly id: string;
  /** One sentence, with names, numbers and units. */
  readonly text: string;
}
