// The ledger of a sweep: what each run gave, in files that are only appended to.

export { inputsOf, keyOf } from './key.ts';
export { type Ledger, readLedger, recordsBy } from './reader.ts';
export { closeWriter, LEDGER_ENDING, writerOf } from './writer.ts';
