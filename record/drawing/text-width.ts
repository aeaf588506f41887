// Widths of the characters in the regular font of the plots, so that text can be broken into lines without the font file.
// Arimo has the widths of Arial and Helvetica.

export const FONT_FAMILY = 'Arimo, Arial, Helvetica, Liberation Sans, sans-serif';

const UNITS_PER_EM = 2048;

/** Advance widths [font units] and the characters that have them. */
const ADVANCES: readonly (readonly [advance: number, characters: string])[] = [
  [384, '′'],
  [391, "'"],
  [455, 'ijl'],
  [532, '|'],
  [569, ' !,./:;I[\\]ft'],
  [682, '()-`r·²³⁻'],
  [684, '{}'],
  [727, '"'],
  [797, '*'],
  [819, '°'],
  [961, '^'],
  [1012, '∂'],
  [1024, 'Jcksvxyz'],
  [1139, '#$0123456789?L_abdeghnopqu–'],
  [1196, '+<=>~×−'],
  [1251, 'FTZ'],
  [1266, 'Σ'],
  [1366, '&ABEKPSVXY'],
  [1368, 'Δ'],
  [1479, 'CDHNRUw'],
  [1593, 'GOQ'],
  [1706, 'Mm'],
  [1821, '%'],
  [1933, 'W'],
  [2048, '…'],
  [2079, '@'],
];

const advanceOf = new Map(ADVANCES.flatMap(([advance, characters]) => [...characters].map((c) => [c, advance])));

/** Any other character is taken to be as wide as a digit. */
const OTHER = 1139;

/** Width of a text [px] at a font size. */
export function textWidth(text: string, size: number): number {
  let sum = 0;
  for (const character of text) sum += advanceOf.get(character) ?? OTHER;
  return (sum / UNITS_PER_EM) * size;
}
