import type { Remark } from '../../base/index.ts';
import type { NetworkData } from '../model/data.ts';

/** A network as a file gave it. */
export interface NetworkRead {
  readonly data: NetworkData;
  /** What was left out or taken differently than written, for the person who runs the file. */
  readonly notes: readonly Remark[];
  /** Buses the file declares to be without supply, and how it says so; they are not part of `data`. */
  readonly isolated: readonly IsolatedBus[];
  /** Parts of the file that `data` does not hold, so that they cannot be written again. */
  readonly notHeld: readonly string[];
}

export interface IsolatedBus {
  readonly bus: string;
  /** `bus 4 is isolated in net.m (BUS_TYPE 4)` */
  readonly because: string;
}

/** One way to keep a network in a text file. */
export interface NetworkFormat {
  readonly name: string;
  /** With the point, in small letters. */
  readonly extensions: readonly string[];
  /**
   * @param source name of the file, for messages
   * @returns the network; what is absent of the rest is empty
   * @throws InputError with every problem found in the tables, or the first one of the statements
   */
  read(text: string, source: string): Pick<NetworkRead, 'data'> & Partial<NetworkRead>;
  /**
   * Absent where the format can only be read.
   * @throws InputError naming what the format cannot hold.
   */
  write?(data: NetworkData): string;
}
