// Bytes of a text file → its text: UTF-8, or UTF-16 with a byte order mark, as Windows programs write it.

/** Why bytes are no text, and from which one on. */
export interface TextFault {
  readonly found: string;
  readonly hint?: string;
  readonly at: number;
}

/** `lenient` reads what is no UTF-8 as Latin-1: in a file of numbers it is a comment. */
export function decode(bytes: Buffer, lenient = false): string | TextFault {
  const text = isUtf16(bytes) ? utf16(bytes) : utf8(bytes, lenient);
  if (typeof text !== 'string') return text;
  const nul = text.indexOf('\0');
  if (nul < 0) return text;
  const fault = { found: 'a zero byte, so no text', at: Math.max(0, bytes.indexOf(0)) };
  const wide = bytes[0] === 0 || bytes[1] === 0;
  return wide ? { ...fault, hint: 'UTF-16 is read where the file begins with a byte order mark' } : fault;
}

const isUtf16 = ([first, second]: Buffer): boolean =>
  (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

function utf16(bytes: Buffer): string | TextFault {
  try {
    return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be', { fatal: true }).decode(bytes);
  } catch {
    return { found: 'UTF-16 that is cut off or damaged', hint: 'save the file as UTF-8', at: 0 };
  }
}

function utf8(bytes: Buffer, lenient: boolean): string | TextFault {
  const text = bytes.toString('utf8');
  const lost = text.indexOf('\uFFFD');
  if (lost < 0 || bytes.equals(Buffer.from(text, 'utf8'))) return text.startsWith('\uFEFF') ? text.slice(1) : text;
  if (lenient) return bytes.toString('latin1');
  const at = Buffer.byteLength(text.slice(0, lost), 'utf8');
  const latin = bytes.toString('latin1', at, at + 1);
  const hint = `it reads "${latin}" in Latin-1; save the file as UTF-8`;
  return { found: `byte 0x${bytes[at]!.toString(16)}`, hint, at };
}

/** Line number, from 1, of a byte. */
export function lineAt(bytes: Buffer, index: number): number {
  let line = 1;
  for (let i = 0; i < index; i++) if (bytes[i] === 0x0a) line++;
  return line;
}
