/** A number > 0 with so many decimals, and with more where they would all be 0: `0.0004`, not `0.00`. */
export function decimals(value: number, digits: number): string {
  const first = value > 0 && value < 1 ? Math.ceil(-Math.log10(value)) : 0; // place of the first digit that is not 0
  return value.toFixed(Math.min(100, Math.max(digits, first)));
}
