// The text of a cell in a table (RFC 4180), and back.

/** What a spreadsheet takes for the beginning of a formula, after apostrophes. */
const FORMULA = /^'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** Most texts: names, times, numbers ≥ 0. */
const PLAIN = /^\w[\w.:+-]*$/;
const PLAIN_NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Quoted where a comma, a quote, a line end or a blank at an end would mislead. A text that a spreadsheet would run gets an
 * apostrophe before it, which `readText` removes.
 */
export function formatText(text: string): string {
  if (PLAIN.test(text)) return text;
  const shown = FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}

/** The text of a cell that `formatText` wrote, once the quotes are off. */
export const readText = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell);
