import type { Remark } from '../../base/index.ts';
import type { NetworkData } from '../model/data.ts';

/** A network read from a file or a folder of files. */
export interface NetworkRead {
  readonly data: NetworkData;
  /** Notes on what was omitted or interpreted differently than written. */
  readonly notes: readonly Remark[];
  /** Buses that the file declares as isolated, and the reason; they are not part of `data`. */
  readonly isolated: readonly IsolatedBus[];
  /** Parts of the file that `data` does not contain, so they cannot be written again. */
  readonly notHeld: readonly string[];
  /** A power flow that the file stores; it may be of another state than the file. Absent where it stores none. */
  readonly solution?: StoredSolution;
}

export interface IsolatedBus {
  readonly bus: string;
  /** `bus 4 is isolated in net.m (BUS_TYPE 4)` */
  readonly because: string;
}

/** Results that another program wrote into a file, by the names of `data`. */
export interface StoredSolution {
  /** Where they are stored: `res_bus, res_line, res_trafo`. */
  readonly in: string;
  readonly buses: readonly { readonly bus: string; readonly vm_pu: number; readonly va_deg: number }[];
  /** Powers into the branch at its ends. */
  readonly branches: readonly StoredFlow[];
  /** Buses of `data` that the file does not have, such as the star points of transformers; none when absent. */
  readonly without?: readonly string[];
}

export interface StoredFlow {
  readonly branch: string;
  readonly p_from_mw: number;
  readonly q_from_mvar: number;
  readonly p_to_mw: number;
  readonly q_to_mvar: number;
}

/** What a file may leave open. */
export interface ReadAsked {
  /** Frequency of a network whose format does not contain it [Hz]; 50 when absent. */
  readonly f_hz?: number;
}

/** What a format returns; absent lists are empty. */
export type ReadResult = Pick<NetworkRead, 'data'> & Partial<NetworkRead>;

/** A format of networks: a text file, a folder of text files, or both. */
export interface NetworkFormat {
  readonly name: string;
  /** With the point, in small letters; none for a format of folders. */
  readonly extensions: readonly string[];
  /**
   * Whether a text is in this format; needed where formats share an ending. When absent, the ending decides. It is called with
   * any text of that ending, so it looks for marks of the format and does not parse.
   */
  claims?(text: string): boolean;
  /**
   * Absent for a format of folders.
   * @param source name of the file, for messages
   * @throws InputError with every problem found in the tables, or the first one of the statements
   */
  read?(text: string, source: string, asked?: ReadAsked): ReadResult;
  /** What `read` uses of what a file may leave open; nothing when absent, and what is asked in vain is refused. */
  readonly asks?: readonly (keyof ReadAsked)[];
  /** Present where a network is a folder of files. */
  readonly folder?: FolderReader;
  /**
   * Absent for a read-only format.
   * @throws InputError naming what the format cannot represent.
   */
  write?(data: NetworkData): string;
}

export interface FolderReader {
  /** Whether a folder with files of these names is in the format. */
  claims(names: readonly string[]): boolean;
  /** Whether `read` needs a file of the folder; the others are not opened. */
  wants(name: string): boolean;
  /**
   * @param files texts of the wanted files by their names
   * @param source name of the folder, for messages
   * @throws InputError with every problem found
   */
  read(files: ReadonlyMap<string, string>, source: string, asked?: ReadAsked): ReadResult;
}
