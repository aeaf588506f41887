// The columns of a step in the memory of the kernel. They are copied when the first table or indicator asks for them.
import type { StepRecord } from '../../../cosim/index.ts';
import type { Block } from '../wasm.ts';
import { loaded } from './kernel.ts';

/** Addresses of the columns of a record, valid until those of another one are asked for. */
export interface Columns {
  /** Differs from that of every other record. */
  readonly stamp: number;
  readonly p_kw: number;
  readonly q_kvar: number;
}

/** Room for a column, which grows with the largest run of the thread. */
class Room {
  #block: Block = { at: 0, bytes: 0 };

  /** @returns the address of the copy */
  copy(values: Float64Array): number {
    const { memory, take, give } = loaded();
    if (8 * values.length > this.#block.bytes) {
      if (this.#block.bytes > 0) give(this.#block);
      this.#block = take(8 * values.length);
    }
    memory.numbers.set(values, this.#block.at / 8);
    return this.#block.at;
  }
}

const rooms = { p_kw: new Room(), q_kvar: new Room(), channels: new Room() };
let columns: Columns | undefined;
/** Address of the channels; undefined where they have not been copied. */
let channels: number | undefined;
/** The record that they are of, until `forget`: a record refers to its run. No WeakRef, which holds a record until the job ends. */
let of: StepRecord | undefined;
let stamp = 0;

/** A record and its arrays are of one step, and a step has one record. */
export function columnsOf(record: StepRecord): Columns {
  if (columns && of === record) return columns;
  of = record;
  channels = undefined;
  columns = {
    stamp: ++stamp,
    p_kw: rooms.p_kw.copy(record.p_kw),
    q_kvar: rooms.q_kvar.copy(record.q_kvar),
  };
  return columns;
}

/** Holds no record any more: after the last step of a run, which may now be collected. */
export function forget(): void {
  of = undefined;
}

/** Address of the channels, valid as that of the columns. They are copied when first read, because the engine computes them then. */
export function channelsOf(record: StepRecord): number {
  columnsOf(record);
  channels ??= rooms.channels.copy(record.channels);
  return channels;
}
