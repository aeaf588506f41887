// What an importer makes of files in a format, and what is written as a case folder.
import type { Remark } from '../../base/index.ts';
import type { InputRow } from '../case/index.ts';
import type { Table } from '../case/text/table.ts';

/** Makes a case of files in one format. It reads and writes no files. */
export interface Importer {
  /** Word of the command line: `simbench`. */
  readonly name: string;
  /** What it uses of `ImportAsked`; a value that it does not use is refused. */
  readonly uses: readonly (keyof ImportAsked)[];
  /** Present where a network is a folder: whether a file of it is needed. */
  wants?(file: string): boolean;
  /** @throws InputError with every problem found */
  read(source: ImportSource, asked: ImportAsked): ImportedCase;
}

export interface ImportSource {
  /** Of the file or folder, for messages. */
  readonly path: string;
  /** Texts by file name; one for a single file. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface ImportAsked {
  /** Whether PV, wind and storage become devices that mechanisms can control, instead of fixed loads. */
  readonly asDevices?: true;
  /** Start of the clock: a local date, or date and time; that of the profiles when absent. */
  readonly start?: string;
  /** Length of the clock [local days]; to the end of the profiles when absent. */
  readonly days?: number;
  /** A table of profiles in a file of its own. */
  readonly profiles?: Table;
  /** Length of a step of series whose file gives no times [min]. */
  readonly stepMin?: number;
  /** As in `ReadAsked`. */
  readonly f_hz?: number;
}

export interface ImportedCase {
  readonly title: string;
  readonly source: { readonly cite: string; readonly licence?: string };
  /** Section `clock` of case.yaml. */
  readonly clock: Readonly<Record<string, string | number>>;
  /** Section `network`; its tables, or the file that it names, are in `files`. */
  readonly network: Readonly<Record<string, unknown>>;
  /** Texts of the tables by file name. */
  readonly files: ReadonlyMap<string, string>;
  /** Names of files of profiles by date, whose values hold until the next. */
  readonly profiles: readonly string[];
  /** Tables of devices. */
  readonly devices: readonly { readonly table: string; readonly kind: string }[];
  readonly variants: Readonly<Record<string, Variant>>;
  /** What the case does not contain, or contains otherwise than the files. */
  readonly lost: readonly Remark[];
  /** Rows of inputs.csv. */
  readonly inputs: readonly Pick<InputRow, 'id' | 'value' | 'unit' | 'provenance' | 'basis'>[];
}

export interface Variant {
  readonly title: string;
  readonly set: Readonly<Record<string, unknown>>;
}
