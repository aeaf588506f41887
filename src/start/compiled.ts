// Compiled code of the modules of dist/, kept in dist/.compiled: a file for each program and what it is started for, in a folder for
// each version of V8 and its options, which other versions refuse. A file that cannot be read or written is as one that is absent.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedDataVersionTag, deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';

/** What V8 made of a text. */
export interface Compiled {
  /** Of the text: V8 compares only its length. */
  readonly crc: number;
  readonly code: Buffer;
}

/** Bytes of the checksum before the rest of a file. */
const CHECKSUM = 4;

const folder = () =>
  join(fileURLToPath(new URL('../../.compiled', import.meta.url)), cachedDataVersionTag().toString(16));

/** By the path of the text; empty where nothing is kept, or it is damaged. */
export function readCompiled(name: string): ReadonlyMap<string, Compiled> {
  try {
    const bytes = readFileSync(join(folder(), name));
    const rest = bytes.subarray(CHECKSUM);
    if (crc32(rest) === bytes.readUInt32LE()) return deserialize(rest) as Map<string, Compiled>;
  } catch {}
  return new Map();
}

export function writeCompiled(name: string, compiled: ReadonlyMap<string, Compiled>): void {
  const path = join(folder(), name);
  const part = `${path}.${process.pid}`;
  try {
    const rest = serialize(compiled);
    const checksum = Buffer.alloc(CHECKSUM);
    checksum.writeUInt32LE(crc32(rest));
    mkdirSync(folder(), { recursive: true });
    try {
      writeFileSync(part, Buffer.concat([checksum, rest]));
      renameSync(part, path); // at once: another process may read it, or write its own
    } finally {
      rmSync(part, { force: true }); // where the disk is full
    }
  } catch {}
}
