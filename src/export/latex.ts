// A table as LaTeX: a `tabular` with rules of the package booktabs, for a float of the reader's document. Every character that TeX gives
// a meaning is escaped, and symbols that pdfLaTeX has no glyph for are written by their commands.

import { BLANK, headSpans, type Printed } from '../results/layouts/printed.ts';
import type { LaidTable } from '../results/read/index.ts';

/** Compiles with `\usepackage{booktabs}` in LaTeX of 2020 or later (pdfLaTeX, LuaLaTeX, XeLaTeX). */
export function latexTable({ title, name }: Pick<LaidTable, 'title' | 'name'>, { columns, rows }: Printed): string {
  const spans = headSpans(columns);
  // a column with one header has it in the lower row
  const isWide = (first: number) => columns[first]!.group !== '' && columns[first]!.head !== '';
  const upper = spans.map(({ group, first, width }) => {
    if (isWide(first)) return `\\multicolumn{${width}}{c}{${escaped(group)}}`;
    return '& '.repeat(width - 1);
  });
  const rules = spans.flatMap(({ first, width }) =>
    isWide(first) ? [`\\cmidrule(lr){${first + 1}-${first + width}}`] : [],
  );
  const lower = columns.map(({ group, head }) => escaped(head || group));
  return [
    `% ${oneLine(name)}: ${oneLine(title)}`,
    '% needs \\usepackage{booktabs}',
    `\\begin{tabular}{${columns.map(({ numeric }) => (numeric ? 'r' : 'l')).join('')}}`,
    '\\toprule',
    ...(rules.length > 0 ? [`${upper.join(' & ')} \\\\`, rules.join(' ')] : []),
    line(lower),
    '\\midrule',
    ...rows.map((row) => line(row.map((text, c) => (columns[c]!.numeric ? number(text) : cell(text))))),
    '\\bottomrule',
    '\\end{tabular}',
    '',
  ].join('\n');
}

/** The end of the row before takes a bracket or a star for its argument. */
const line = (cells: readonly string[]): string => `${cells.join(' & ').replace(/^(?=[[*])/, '{}')} \\\\`;

const cell = (text: string): string => (text === BLANK ? '--' : escaped(text));

/** A number with a minus sign instead of a hyphen; a text among numbers as it is. */
const number = (text: string): string => (/^-[\d.]+$/.test(text) ? `$-$${text.slice(1)}` : cell(text));

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

/** Text of a cell or a header. */
function escaped(text: string): string {
  const characters = Array.from(oneLine(text).replaceAll(/[\p{Cc}\p{Cf}]/gu, ''));
  return characters
    .map((character, i) => {
      const joins = LIGATURES.has(character) && characters[i - 1] === character;
      return `${joins ? '{}' : ''}${COMMANDS.get(character) ?? character}`;
    })
    .join('');
}

/** Two of them in a row would become a dash or a quote. */
const LIGATURES: ReadonlySet<string> = new Set("-',");

const COMMANDS: ReadonlyMap<string, string> = new Map([
  ['\\', '\\textbackslash{}'],
  ['{', '\\{'],
  ['}', '\\}'],
  ['$', '\\$'],
  ['&', '\\&'],
  ['#', '\\#'],
  ['%', '\\%'],
  ['_', '\\_'],
  ['~', '\\textasciitilde{}'],
  ['^', '\\textasciicircum{}'],
  ['<', '\\textless{}'],
  ['>', '\\textgreater{}'],
  ['|', '\\textbar{}'],
  ['"', "{''}"],
  ['`', '\\textasciigrave{}'],
  ['–', '--{}'],
  ['—', '---{}'],
  ['…', '\\dots{}'],
  ['·', '\\textperiodcentered{}'],
  ['°', '\\textdegree{}'],
  ['€', '\\texteuro{}'],
  ['µ', '\\textmu{}'],
  ...Object.entries({
    '−': '-',
    '±': '\\pm',
    '×': '\\times',
    '÷': '\\div',
    '√': '\\surd',
    '∞': '\\infty',
    '∂': '\\partial',
    '∑': '\\sum',
    '≤': '\\le',
    '≥': '\\ge',
    '≠': '\\ne',
    '≈': '\\approx',
    '∈': '\\in',
    '→': '\\to',
    '←': '\\leftarrow',
    '↔': '\\leftrightarrow',
    '⁻': '^-',
    '²': '^2',
    '³': '^3',
    '¹': '^1',
    '½': '\\frac12',
  }).map(([symbol, command]): [string, string] => [symbol, `$${command}$`]),
  ...Array.from('⁰⁴⁵⁶⁷⁸⁹', (digit, i): [string, string] => [digit, `$^${i === 0 ? 0 : i + 3}$`]),
  ...Array.from('₀₁₂₃₄₅₆₇₈₉', (digit, i): [string, string] => [digit, `$_${i}$`]),
  ...greek(),
]);

/** α … ω and those capitals that are no Latin letters. */
function greek(): [string, string][] {
  const names =
    'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau upsilon phi chi psi omega';
  const small = names.split(' ').map((name, i): [string, string] => {
    const command = name === 'omicron' ? 'o' : name === 'epsilon' || name === 'phi' ? `\\var${name}` : `\\${name}`;
    return [String.fromCodePoint(0x3b1 + i), `$${command}$`];
  });
  const capitals = ['Gamma', 'Delta', 'Theta', 'Lambda', 'Xi', 'Pi', 'Sigma', 'Upsilon', 'Phi', 'Psi', 'Omega'];
  const places = [0x393, 0x394, 0x398, 0x39b, 0x39e, 0x3a0, 0x3a3, 0x3a5, 0x3a6, 0x3a8, 0x3a9];
  return [...small, ...capitals.map((name, i): [string, string] => [String.fromCodePoint(places[i]!), `$\\${name}$`])];
}
