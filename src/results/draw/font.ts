// The one font of the plots. Arimo has the widths of Arial and Helvetica, so a plot laid out with it stays in shape in a
// viewer that has any of the three. Widths are read from the font file itself (OpenType 1.9: cmap format 4, hmtx, head).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

export const fontFiles: readonly string[] = [
  require.resolve('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf'),
  require.resolve('@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf'),
];

/** Width of a text [em], characters set side by side. */
type Widths = (text: string) => number;

/** Width of a text [px] at a font size. */
export function textWidth(text: string, size: number, bold: boolean): number {
  return widths(bold ? 1 : 0)(text) * size;
}

const loaded: Widths[] = [];

function widths(file: number): Widths {
  return (loaded[file] ??= readWidths(readFileSync(fontFiles[file]!)));
}

export function readWidths(font: Buffer): Widths {
  const table = (tag: string) => {
    const count = font.readUInt16BE(4);
    for (let t = 0, at = 12; t < count; t++, at += 16) {
      if (font.toString('latin1', at, at + 4) === tag) return font.readUInt32BE(at + 8);
    }
    throw new Error(`the font has no ${tag} table`);
  };
  const unitsPerEm = font.readUInt16BE(table('head') + 18);
  const metrics = font.readUInt16BE(table('hhea') + 34);
  const hmtx = table('hmtx');
  const glyph = glyphs(font, table('cmap'));
  const advance = (code: number) => font.readUInt16BE(hmtx + 4 * Math.min(glyph(code), metrics - 1));
  return (text) => {
    let sum = 0;
    for (const character of text) sum += advance(character.codePointAt(0)!);
    return sum / unitsPerEm;
  };
}

/** Character → glyph by the Unicode table of the basic plane; 0, the empty box, for what the font lacks. */
function glyphs(font: Buffer, cmap: number): (code: number) => number {
  const count = font.readUInt16BE(cmap + 2);
  const offsets = Array.from({ length: count }, (_, t) => cmap + font.readUInt32BE(cmap + 4 + 8 * t + 4));
  const at = offsets.find((offset) => font.readUInt16BE(offset) === 4);
  if (at === undefined) throw new Error('the font has no cmap of format 4');
  const x2 = font.readUInt16BE(at + 6); // twice the number of segments
  const [ends, starts, deltas, ranges] = [at + 14, at + 16 + x2, at + 16 + 2 * x2, at + 16 + 3 * x2];
  return (code) => {
    for (let s = 0; s < x2; s += 2) {
      if (code > font.readUInt16BE(ends + s)) continue;
      const start = font.readUInt16BE(starts + s);
      if (code < start) return 0;
      const range = font.readUInt16BE(ranges + s);
      const delta = font.readUInt16BE(deltas + s);
      if (range === 0) return (code + delta) & 0xffff;
      const index = font.readUInt16BE(ranges + s + range + 2 * (code - start));
      return index === 0 ? 0 : (index + delta) & 0xffff;
    }
    return 0;
  };
}
