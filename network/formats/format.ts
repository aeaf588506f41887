import type { Remark } from '../../base/index.ts';
import type { NetworkData } from '../model/data.ts';

/** A network read from a file. */
export interface NetworkRead {
  readonly data: NetworkData;
  /** Notes on what was omitted or interpreted differently than written. */
  readonly notes: readonly Remark[];
  /** Buses that the file declares as isolated, and the reason; they are not part of `data`. */
  readonly isolated: readonly IsolatedBus[];
  /** Parts of the file that `data` does not contain, so they cannot be written again. */
  readonly notHeld: readonly string[];
}

export interface IsolatedBus {
  readonly bus: string;
  /** `bus 4 is isolated in net.m (BUS_TYPE 4)` */
  readonly because: string;
}

/** A text file format of networks. */
export interface NetworkFormat {
  readonly name: string;
  /** With the point, in small letters. */
  readonly extensions: readonly string[];
  /**
   * @param source name of the file, for messages
   * @returns the network; absent lists are empty
   * @throws InputError with every problem found in the tables, or the first one of the statements
   */
  read(text: string, source: string): Pick<NetworkRead, 'data'> & Partial<NetworkRead>;
  /**
   * Absent for a read-only format.
   * @throws InputError naming what the format cannot represent.
   */
  write?(data: NetworkData): string;
}
