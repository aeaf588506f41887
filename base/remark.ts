/** Something that a reader should know before using a result: a market without bids, a limit not kept, data left out. */
export interface Remark {
  /** Stable, in snake_case, beginning with the part it comes from: `network_isolated`, `tfm_no_bids`. */
  readonly id: string;
  /** One sentence for a person, with names, numbers and units. */
  readonly text: string;
}
