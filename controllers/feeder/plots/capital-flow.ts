// Who pays whom over the run: parties in columns from the buyer of flexibility to the supplier of energy, payments as lines
// between them, as wide as they are large.
import { entry, ink, line, type Plot, plot, readingOf, type Spec, WIDTH } from '../../../record/index.ts';
import type { settlementTable } from '../../accounts.ts';

const ROW = 64;
const BOX = { width: 104, height: 30 };
const WIDEST = 14;
/** Distance of two lines in opposite directions between the same parties. */
const APART = 18;

interface Payment {
  readonly from: string;
  readonly to: string;
  readonly amount: number;
}

interface Data {
  /** Over the whole run, by payer and receiver. */
  readonly payments: ReadonlyMap<string, Payment>;
}

/** @param settlement the table with the payments */
export const capitalFlow = (settlement: ReturnType<typeof settlementTable>): Plot<Data> => ({
  id: 'capital-flow',
  reads: {
    payments: readingOf(
      settlement,
      ['from', 'to', 'amount'],
      () => new Map<string, { from: string; to: string; amount: number }>(),
      (sums, { from, to, amount }) => {
        entry(sums, JSON.stringify([from, to]), () => ({ from, to, amount: 0 })).amount += amount;
      },
    ),
  },
  caption: () => 'Payments between the parties over the run; a line is as wide as what is paid along it.',
  draw(run, { payments }) {
    const paid = netOfSigns([...payments.values()]);
    if (paid.length === 0) return undefined;
    const places = placed(paid);
    const height = ROW * Math.max(...[...places.values()].map(({ rows }) => rows));
    const span = (WIDTH - BOX.width) / Math.max(1, ...[...places.values()].map(({ column }) => column));
    const x = (party: string) => BOX.width / 2 + span * places.get(party)!.column;
    const y = (party: string) => (height * (places.get(party)!.row + 0.5)) / places.get(party)!.rows;
    const largest = Math.max(...paid.map(({ amount }) => amount));
    const money = (amount: number) =>
      amount.toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
    const links = paid.map(({ from, to, amount }) => {
      const right = x(to) >= x(from) ? 1 : -1;
      const [x1, x2] = [x(from) + (right * BOX.width) / 2, x(to) - (right * BOX.width) / 2];
      const opposed = paid.some((other) => other.from === to && other.to === from);
      const aside = opposed ? (right * APART) / 2 : 0;
      const [y1, y2] = [y(from) + aside, y(to) + aside];
      // where many lines meet there is no room for numbers: they stand nearer to the other end
      const [a, b] = [places.get(from)!.rows, places.get(to)!.rows];
      const way = a === b ? 0.5 : a > b ? 0.35 : 0.65;
      return { x1, y1, x2, y2, xm: x1 + way * (x2 - x1), ym: y1 + way * (y2 - y1), name: money(amount), amount };
    });
    const boxes = [...places.keys()].map((party) => ({
      x1: x(party) - BOX.width / 2,
      x2: x(party) + BOX.width / 2,
      xm: x(party),
      y1: y(party) - BOX.height / 2,
      y2: y(party) + BOX.height / 2,
      ym: y(party),
      name: named(party.replace('aggregator:', '')),
    }));
    return plot(run, `Capital flow in ${run.currency}`, {
      width: WIDTH,
      height,
      layer: [...arrows(links, largest, height), ...parties(boxes, height)],
    });
  },
});

/** A party in words: `market-operator` is the market operator. */
const named = (party: string): string => (party === 'dso' ? 'DSO' : party.replaceAll('-', ' '));

/** Payments > 0, one for each payer and receiver: a negative payment is one the other way. */
function netOfSigns(payments: readonly Payment[]): Payment[] {
  const sums = new Map<string, { from: string; to: string; amount: number }>();
  for (const { from, to, amount } of payments) {
    if (amount === 0) continue;
    const ends = amount < 0 ? { from: to, to: from } : { from, to };
    entry(sums, JSON.stringify([ends.from, ends.to]), () => ({ ...ends, amount: 0 })).amount += Math.abs(amount);
  }
  return [...sums.values()];
}

interface Place {
  readonly column: number;
  readonly row: number;
  /** Parties in its column. */
  readonly rows: number;
}

/** Each party one column right of those that pay it; parties that pay each other in a ring stay where they were met first. */
function placed(paid: readonly Payment[]): Map<string, Place> {
  const parties = [...new Set(paid.flatMap(({ from, to }) => [from, to]))];
  const receivers = new Set(paid.map(({ to }) => to));
  const column = new Map<string, number>();
  const visit = (party: string, at: number, path: readonly string[]) => {
    if (path.includes(party) || (column.get(party) ?? -1) >= at) return;
    column.set(party, at);
    for (const { from, to } of paid) if (from === party) visit(to, at + 1, [...path, party]);
  };
  for (const party of parties) if (!receivers.has(party)) visit(party, 0, []);
  for (const party of parties) if (!column.has(party)) visit(party, 0, []);
  const natural = new Intl.Collator('en', { numeric: true });
  const columns = [...new Set(column.values())].map((at) =>
    parties.filter((party) => column.get(party) === at).sort(natural.compare),
  );
  return new Map(
    columns.flatMap((of) =>
      of.map((party, row) => [party, { column: column.get(party)!, row, rows: of.length }] as const),
    ),
  );
}

const axes = (height: number) => ({
  x: (field: string): Spec => ({ field, type: 'quantitative', scale: { domain: [0, WIDTH], nice: false }, axis: null }),
  y: (field: string): Spec => ({
    field,
    type: 'quantitative',
    scale: { domain: [height, 0], nice: false },
    axis: null,
  }),
});

function arrows(links: readonly Spec[], largest: number, height: number): Spec[] {
  const { x, y } = axes(height);
  const size = {
    field: 'amount',
    type: 'quantitative',
    scale: { domain: [0, largest], range: [0.8, WIDEST] },
    legend: null,
  };
  return [
    {
      data: { values: links },
      mark: { type: 'rule', color: line, opacity: 0.3 },
      encoding: { x: x('x1'), y: y('y1'), x2: { field: 'x2' }, y2: { field: 'y2' }, strokeWidth: size },
    },
    {
      data: { values: links },
      mark: { type: 'text', fontSize: 11, fontWeight: 'bold', color: ink },
      encoding: { x: x('xm'), y: y('ym'), text: { field: 'name' } },
    },
  ];
}

function parties(boxes: readonly Spec[], height: number): Spec[] {
  const { x, y } = axes(height);
  return [
    {
      data: { values: boxes },
      mark: { type: 'rect', fill: 'white', stroke: ink, strokeWidth: 1.2, cornerRadius: 4 },
      encoding: { x: x('x1'), x2: { field: 'x2' }, y: y('y1'), y2: { field: 'y2' } },
    },
    {
      data: { values: boxes },
      mark: { type: 'text', color: ink, fontWeight: 'bold' },
      encoding: { x: x('xm'), y: y('ym'), text: { field: 'name' } },
    },
  ];
}
