// Lines of a text file, without the file in memory.
import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes read at once. */
const CHUNK = 1 << 20;

/** Offset and length in bytes, without the end of the line; lines are numbered from 1. */
type OnLine = (line: string, offset: number, length: number, number: number) => void;

/** Every line of a file of any size, also a last one without its end. @param from offset of the first one, and lines before it */
export function forEachLine(path: string, onLine: OnLine, from = { offset: 0, lines: 0 }): void {
  const file = openSync(path, 'r');
  try {
    eachIn(file, onLine, from.offset, from.lines);
  } finally {
    closeSync(file);
  }
}

function eachIn(file: number, onLine: OnLine, offset: number, before: number): void {
  const chunk = Buffer.alloc(CHUNK);
  let rest = Buffer.alloc(0);
  let start = offset;
  let number = before;
  for (let at = offset; ; ) {
    const read = readSync(file, chunk, 0, CHUNK, at);
    if (read === 0) break;
    at += read;
    const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      onLine(bytes.toString('utf8', from, end), start + from, end - from, ++number);
      from = end + 1;
    }
    start += from;
    rest = bytes.subarray(from);
  }
  if (rest.length > 0) onLine(rest.toString('utf8'), start, rest.length, number + 1);
}
