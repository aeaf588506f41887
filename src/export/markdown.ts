// A table as Markdown, in the dialect of GitHub: one row of headers, numbers at the right, the title above.
import type { Printed } from '../results/layouts/printed.ts';
import type { LaidTable } from '../results/read/index.ts';

export function markdownTable({ title }: Pick<LaidTable, 'title'>, { columns, rows }: Printed): string {
  const heads = columns.map(({ group, head }) => [group, head].filter(Boolean).join(', '));
  const rule = columns.map(({ numeric }) => (numeric ? '---:' : '---'));
  return [
    `**${escaped(title)}**`,
    '',
    line(heads.map(escaped)),
    line(rule),
    ...rows.map((row) => line(row.map(escaped))),
    '',
  ].join('\n');
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Text of a cell. A character that Markdown could give a meaning within a line has a backslash. */
const escaped = (text: string): string =>
  text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '')
    .replaceAll(/[\\`*_{}[\]<>#|~&$!]/g, '\\$&');
