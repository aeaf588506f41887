// Numbers as a page prints them.

/** Below this a number is written with a power of ten. */
const TINY = 1e-4;
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Four digits where that rounds anything, thousands apart; small numbers by their power of ten. */
export function readable(value: number): string {
  if (Number.isNaN(value)) return '–';
  const size = Math.abs(value);
  if (size >= 1000) return value.toLocaleString('en', { maximumFractionDigits: 0 });
  if (size >= TINY || size === 0) return value.toLocaleString('en', { maximumSignificantDigits: 4 });
  const [digits, power] = value.toExponential(2).split('e-') as [string, string];
  return `${Number(digits)} × 10⁻${[...power].map((digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;
}
