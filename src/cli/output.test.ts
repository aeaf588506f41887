import { describe, expect, it } from 'vitest';
import { table } from '../text-table.ts';

describe('a table on the terminal', () => {
  it('aligns words left and numbers right, without blanks at line ends', () => {
    expect(
      table(
        ['line', 'kW'],
        [
          ['a', '1.5'],
          ['long', '-20'],
        ],
      ),
    ).toBe(['line   kW', 'a     1.5', 'long  -20'].join('\n'));
  });

  it('consists of its headings when there are no rows', () => expect(table(['case', 'title'], [])).toBe('case  title'));
});
