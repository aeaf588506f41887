// The functions of rows.as and the memory in which they write. All tables of a thread are written in it: each takes blocks of it and
// gives them back.
import { blocksOf, type Exports, instanceOf } from '../wasm.ts';
import { ROWS } from './rows.wasm.ts';

export type { Block } from '../wasm.ts';

/** All addresses are bytes in `memory`; rows.as says what each function does. */
interface Kernel extends Exports {
  number(at: number, x: number): number;
  rounded(x: number): number;
  begin(rows: number, n: number, kinds: number, known: number, cells: number): void;
  change(rows: number, n: number, kinds: number, given: number, known: number, cells: number): void;
  put(at: number, label: number, labelEnd: number, rows: number, n: number, cells: number): number;
}

/** Significant digits of a number in a table. */
const DIGITS = 9;

/** What the kernel asks for. */
const host = {
  value: (x: number): number => (Number.isFinite(x) ? Number(x.toPrecision(DIGITS)) : Number.NaN),
  text: (x: number, at: number): number => at + memory.bytes.write(String(host.value(x)), at, 'latin1'),
};

export const kernel = instanceOf<Kernel>(ROWS, { host });

export const { memory, take: takeBlock, give: giveBlock } = blocksOf(kernel, 4096);
