// Layouts as LaTeX and Markdown: structure and escapes. Where a TeX is installed, the table is compiled.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printed } from '../results/layouts/printed.ts';
import { latexTable } from './latex.ts';
import { markdownTable } from './markdown.ts';

const head = (column: string, group: string, own: string) => ({ column, group, head: own });

/** A column of texts, two columns of numbers under one header, one under its own. */
const table = (rows: readonly (readonly string[])[], name = 'a') => ({
  name: 'a',
  title: 'Power & cost',
  digits: 1,
  heads: [head('a', '', name), head('b', 'power [kW]', 't1'), head('c', 'power [kW]', 't2'), head('d', 'cost', '')],
  rows,
});

const latex = (of: ReturnType<typeof table>) => latexTable(of, printed(of));
const markdown = (of: ReturnType<typeof table>) => markdownTable(of, printed(of));

describe('a LaTeX table', () => {
  it('has rules of booktabs, headers of groups, numbers with digits and minus signs', () => {
    expect(
      latex(
        table([
          ['x', '-1.25', '', '3'],
          ['total', '12', '-0.04', 'free'],
        ]),
      ),
    ).toBe(`% a: Power & cost
% needs \\usepackage{booktabs}
\\begin{tabular}{lrrr}
\\toprule
 & \\multicolumn{2}{c}{power [kW]} &  \\\\
\\cmidrule(lr){2-3}
a & t1 & t2 & cost \\\\
\\midrule
x & $-$1.3 & -- & 3.0 \\\\
total & 12.0 & 0.0 & free \\\\
\\bottomrule
\\end{tabular}
`);
  });

  it.each([
    [
      '100 % & more_1 #2 {a} ~ ^ $x$ \\\\',
      '100 \\% \\& more\\_1 \\#2 \\{a\\} \\textasciitilde{} \\textasciicircum{} \\$x\\$ \\textbackslash{}\\textbackslash{}',
    ],
    ['[kW]', '{}[kW]'],
    ['*', '{}*'],
    ['a <b> | "c" `d', "a \\textless{}b\\textgreater{} \\textbar{} {''}c{''} \\textasciigrave{}d"],
    ["a--b ''c'' ,,", "a-{}-b '{}'c'{}' ,{},"],
    [
      '20 °C, η ≥ 0.9, λ², m₁₂ – 5 €',
      '20 \\textdegree{}C, $\\eta$ $\\ge$ 0.9, $\\lambda$$^2$, m$_1$$_2$ --{} 5 \\texteuro{}',
    ],
    ['two\nlines\tand a \u0007bell', 'two lines and a bell'],
    ['\\input{/etc/passwd}', '\\textbackslash{}input\\{/etc/passwd\\}'],
  ])('escapes %j', (text, expected) => {
    expect(latex(table([[text, '1', '2', '3']])).split('\n')).toContain(`${expected} & 1.0 & 2.0 & 3.0 \\\\`);
  });

  it('has as many cells in each row as columns, whatever the texts are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, name) => {
        const lines = latex(table([[text, '1', '2', '3']], name)).split('\n');
        const cells = (line: string) => line.replaceAll(/\\./g, '').split('&').length;
        for (const [i, line] of lines.entries()) if (i === 6 || i === 8) expect(cells(line)).toBe(4);
        expect(lines).toHaveLength(12);
        // the braces are balanced, and nothing ends the row early
        const braces = lines[8]!.replaceAll(/\\[{}]/g, '');
        expect(braces.split('{').length).toBe(braces.split('}').length);
        expect(lines[8]!.match(/\\\\/g)).toHaveLength(1);
      }),
    );
  });

  const hasTex = spawnSync('pdflatex', ['--version']).status === 0;

  it.skipIf(!hasTex)('of every printable character of ASCII and every symbol of its list compiles', () => {
    const dir = mkdtempSync(join(tmpdir(), 'feederlab-tex-'));
    const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
    const symbols = '–—…·°€µ−±×÷√∞∂∑≤≥≠≈∈→←↔⁻²³¹½⁰⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉αβγδεζηθικλμνξοπρςστυφχψωΓΔΘΛΞΠΣΥΦΨΩÅäéß';
    const texts = [ascii, ...symbols.match(/.{1,20}/gu)!, '[x', '*', '', '--', '-1'];
    const body = latex(
      table(
        texts.map((text) => [text, '-1', '', '3']),
        '[A] 100 %',
      ),
    );
    writeFileSync(
      join(dir, 't.tex'),
      `\\documentclass{article}\\usepackage{booktabs}\\begin{document}\n${body}\\end{document}\n`,
    );
    try {
      execFileSync('pdflatex', ['-halt-on-error', '-interaction=nonstopmode', 't.tex'], { cwd: dir, stdio: 'pipe' });
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

describe('a Markdown table', () => {
  it('has the title, one row of headers, numbers at the right', () => {
    expect(
      markdown(
        table([
          ['x', '-1.25', '', '3'],
          ['total', '12', '-0.04', 'free'],
        ]),
      ),
    ).toBe(`**Power \\& cost**

| a | power \\[kW\\], t1 | power \\[kW\\], t2 | cost |
| --- | ---: | ---: | ---: |
| x | -1.3 | – | 3.0 |
| total | 12.0 | 0.0 | free |
`);
  });

  it.each([
    ['a | b', 'a \\| b'],
    ['*a* _b_ `c` ~~d~~ $e$', '\\*a\\* \\_b\\_ \\`c\\` \\~\\~d\\~\\~ \\$e\\$'],
    ['<script>&amp; [x](y) ![z]', '\\<script\\>\\&amp; \\[x\\](y) \\!\\[z\\]'],
    ['back\\slash', 'back\\\\slash'],
    ['two\nlines', 'two lines'],
  ])('escapes %j', (text, expected) => {
    expect(markdown(table([[text, '1', '2', '3']])).split('\n')).toContain(`| ${expected} | 1.0 | 2.0 | 3.0 |`);
  });

  it('has as many cells in each row as columns, whatever the texts are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, name) => {
        const lines = markdown(table([[text, '1', '2', '3']], name)).split('\n');
        expect(lines).toHaveLength(6);
        for (const line of lines.slice(2, 5)) expect(line.replaceAll(/\\./g, '').match(/\|/g)).toHaveLength(5);
      }),
    );
  });
});
