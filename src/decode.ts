// Bytes of a text file → its text: UTF-8, or UTF-16 with or without a byte order mark, as Windows programs write it.

/** Why bytes are no text, and from which one on. */
export interface TextFault {
  readonly found: string;
  readonly hint?: string;
  readonly at: number;
}

/** `lenient` reads what is no UTF-8 as Latin-1: in a file of numbers it is a comment. */
export function decode(bytes: Buffer, lenient = false): string | TextFault {
  const wide = utf16Of(bytes);
  const text = wide ? utf16(bytes, wide) : utf8(bytes, lenient);
  if (typeof text !== 'string' || !text.includes('\0')) return text;
  return { found: 'a zero byte, so no text', at: Math.max(0, bytes.indexOf(0)) };
}

type Utf16 = 'utf-16le' | 'utf-16be';

/** By its mark; without one, by a first character of ASCII, which is one byte and a zero, as no UTF-8 text begins. */
function utf16Of([first, second]: Buffer): Utf16 | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (second === 0 && first) return 'utf-16le';
  return first === 0 && second ? 'utf-16be' : undefined;
}

function utf16(bytes: Buffer, wide: Utf16): string | TextFault {
  try {
    return new TextDecoder(wide, { fatal: true }).decode(bytes);
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
