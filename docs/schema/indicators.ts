// docs/indicators.md, from the declarations of the gauges and of the mechanisms.
import { controllerKinds, sharedIndicators } from '../../controllers/index.ts';
import type { IndicatorFacts } from '../../record/index.ts';
import { fairnessDeclared } from '../../src/compare/statistics/fairness.ts';
import { reboundDeclared } from '../../src/compare/statistics/rebound.ts';
import { type Declaration, declarations } from '../../src/results/indicators/index.ts';

const SENSES = { less: 'less is better', more: 'more is better', neither: '–' } as const;

/** The page: a section for each subject of the gauges, and for each mechanism that publishes indicators. */
export function indicatorReference(): string {
  const ofRuns = Object.entries(declarations).map(([heading, list]) => declared(heading, list));
  const shared = declared('Shared by mechanisms', sharedIndicators);
  const ofMechanisms = [...controllerKinds.values()].flatMap(({ kind, title, indicators = [] }) => {
    const own = indicators.filter(({ shared }) => !shared);
    const rows = own.map(({ id, unit, title: what }: IndicatorFacts) => row([code(id), unit, what]));
    return rows.length === 0 ? [] : [section(`${kind}: ${title}`, ['indicator', 'unit', 'what it is'], rows)];
  });
  const ofComparisons = [
    declared('Benefits of customers', fairnessDeclared),
    declared('Rebound', reboundDeclared),
  ].join('\n');
  return `${HEAD}\n## Of every run\n\n${ofRuns.join('\n')}\n## Of a mechanism\n\n${MECHANISMS}\n${shared}\n${SHARED}\n${ofMechanisms.join('\n')}\n## Of a comparison\n\n${COMPARISONS}\n${ofComparisons}`;
}

function declared(heading: string, list: readonly Declaration[]): string {
  const rows = list.map(({ id, unit, title, formula, sense, source }) =>
    row([code(id), unit, title, formula, SENSES[sense], source]),
  );
  return section(heading, ['indicator', 'unit', 'what it is', 'formula', 'sense', 'from'], rows);
}

const HEAD = `# Indicators

Written by \`npm run schema\` from the declarations in the sources. Each row of \`indicators.csv\` is one of them. Names in
braces depend on the case: \`device_{kind}_drawn_kwh\` is \`device_ev_drawn_kwh\` for cars. Symbols are those of
[symbols.md](symbols.md). Σk, mink and maxk run over the steps, those without a solution left out where the power flow
is the source; Δt is the step width. A value that the run does not determine is NaN in memory and blank in files.
`;

const MECHANISMS = `A mechanism publishes its own numbers for each planned day or settled step; over the run they are added up, or the
largest or smallest is taken. They describe its plan and its settlement, and have no sense of their own.
`;

const COMPARISONS = `[Comparisons](comparison.md) add these to the indicators of each run, from its difference to the run of the reference with the
same seed. The reference has none.
`;

const SHARED = `Mechanisms with these indicators publish them under the same id:

${sharedIndicators
  .map(({ id }) => {
    const kinds = [...controllerKinds.values()].filter(({ indicators = [] }) =>
      indicators.some((one) => one.id === id),
    );
    return `- \`${id}\`: ${kinds.map(({ kind }) => `\`${kind}\``).join(', ')}`;
  })
  .join('\n')}

\`cla\` and \`transactive\` plan without a linear model: their DSO and their control unit check schedules by AC power flow. The AC
optimum of \`central\` has the mismatch that its optimisation left.
`;

const code = (text: string): string => `\`${text}\``;
const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const section = (heading: string, columns: readonly string[], rows: readonly string[]): string =>
  `### ${heading}\n\n${[row(columns), `|${'---|'.repeat(columns.length)}`, ...rows].join('\n')}\n`;
