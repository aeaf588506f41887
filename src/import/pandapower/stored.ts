// Series that a pandapower file stores → series of the case: those of its controllers, or its profiles as SimBench has them, which are
// shares of the power of each element that names one:
//   load: NAME_pload, NAME_qload in `load`;   sgen, gen: NAME in `renewables` or `powerplants`;   storage: NAME in `storage`
import { InputError, ProblemList } from '../../../base/index.ts';
import type { Controlled, Element, StoredSeries, Table } from '../../../network/formats/pandapower/index.ts';
import type { Quantity, Series, Use } from './series.ts';
import { numberedTimes, type Times, writtenTimes } from './times.ts';

interface Asked {
  readonly path: string;
  /** Length of a step where the file has no times [min]. */
  readonly step_min: number | undefined;
}

/** Series of the controllers. @throws InputError */
export function controllerSeries({ elements, controlled, profiles }: StoredSeries, asked: Asked): Series | undefined {
  if (!controlled) return undefined;
  const { series } = controlled;
  const problems = new ProblemList();
  const index = { cells: controlled.index, where: 'index of the series' };
  const times = timesOf([index, ...[...profiles.values()].map(timeColumn)], index, asked, problems);
  if (!times || problems.count > 0) throw new InputError(asked.path, problems);
  const columns = new Map<string, ArrayLike<number>>();
  const uses = new Map<string, Use>();
  const named = new Map<string, string>();
  const by = new Map(series.map((one) => [`${one.element} ${one.variable}`, one]));
  const nameOf = (text: string, otherwise: string) => {
    const name = named.get(text) ?? otherwise;
    named.set(text, name);
    return name;
  };
  for (const { name, sign, p_mw, q_mvar, scaling } of elements) {
    const factor = by.get(`${name} scaling`);
    for (const [quantity, variable, nominal] of [
      ['p', 'p_mw', p_mw],
      ['q', 'q_mvar', q_mvar],
    ] as const) {
      const power = by.get(`${name} ${variable}`);
      if (!power && (!factor || nominal === 0)) continue;
      const column = nameOf([power?.column, factor?.column].join('\n'), `${name.replaceAll('-', '_')}_${quantity}`);
      columns.set(column, product(power, factor));
      const unit = sign * (power ? 1 : nominal) * (factor ? 1 : scaling);
      uses.set(`${name} ${quantity}`, { column, nominal: unit, isShare: !power });
    }
  }
  return { times, columns, uses };
}

function product(power: Controlled | undefined, factor: Controlled | undefined): Float64Array {
  if (power && factor) return power.values.map((value, i) => value * factor.values[i]!);
  return (power ?? factor)!.values;
}

/** Series of the profiles that elements name; undefined where none does. @throws InputError */
export function profileSeries({ elements, profiles }: StoredSeries, asked: Asked): Series | undefined {
  const problems = new ProblemList();
  const found = elements.flatMap((element) => usesOf(element, profiles, problems));
  const [first] = found;
  if (!first && problems.count === 0) return undefined;
  const index = first && { cells: first.table.index, where: `${first.table.name}, index` };
  const times = index && timesOf([timeColumn(first.table), index], index, asked, problems);
  const columns = new Map<string, ArrayLike<number>>();
  const origins = new Map<string, string>();
  for (const { element, table, profile, use } of found) {
    const origin = `${table.name} ${profile}`;
    const before = origins.get(use.column);
    if (before !== undefined && before !== origin)
      problems.add({
        where: `${element.at}, profile`,
        found: profile,
        expected: `names of profiles that differ in small letters: ${before} is ${use.column} too`,
      });
    if (before !== undefined) continue;
    origins.set(use.column, origin);
    const cells = table.column(profile)!;
    const wrong = cells.findIndex((cell) => typeof cell !== 'number' || !Number.isFinite(cell));
    if (wrong >= 0)
      problems.add({ where: `${table.name} ${wrong}, ${profile}`, found: cells[wrong], expected: 'a finite number' });
    if (table.size !== first!.table.size)
      problems.add({
        where: table.name,
        found: `${table.size} rows`,
        expected: `${first!.table.size}, as ${first!.table.name}`,
      });
    columns.set(use.column, cells as readonly number[]);
  }
  if (!times || problems.count > 0) throw new InputError(asked.path, problems);
  return { times, columns, uses: new Map(found.map(({ target, use }) => [target, use])) };
}

/** Tables in which an element's profile may be, by its table. */
const PLACES = {
  load: ['load'],
  sgen: ['renewables', 'powerplants'],
  gen: ['powerplants', 'renewables'],
  storage: ['storage'],
} as const;

/** Ending of the names of series, as `import simbench` has them. */
const ENDINGS = { load: '', renewables: '_res', powerplants: '_plant', storage: '_storage' } as const;

function usesOf(element: Element, profiles: ReadonlyMap<string, Table>, problems: ProblemList) {
  const { table, profile, name, at, sign, scaling, p_mw, q_mvar } = element;
  if (profile === undefined || profiles.size === 0) return [];
  const powers: readonly (readonly [Quantity, number])[] = [
    ['p', p_mw],
    ...(table === 'load' && q_mvar !== 0 ? [['q', q_mvar] as const] : []),
  ];
  return powers.flatMap(([quantity, nominal]) => {
    const column = table === 'load' ? `${profile}_${quantity}load` : profile;
    const place = PLACES[table].find((of) => profiles.get(of)?.column(column) !== undefined);
    if (place === undefined) {
      const tables = PLACES[table].map((of) => `profiles ${of}`).join(' or ');
      problems.add({ where: `${at}, profile`, found: profile, expected: `a column ${column} of ${tables}` });
      return [];
    }
    const ending = place === 'load' ? `_${quantity}` : ENDINGS[place];
    const use = { column: `${profile.toLowerCase()}${ending}`, nominal: nominal * sign * scaling, isShare: true };
    return [{ element, target: `${name} ${quantity}`, table: profiles.get(place)!, profile: column, use }];
  });
}

/** Cells that may be times. */
interface Clock {
  readonly cells: readonly unknown[] | undefined;
  /** `net.json, profiles load, time` */
  readonly where: string;
}

const timeColumn = (table: Table): Clock => ({ cells: table.column('time'), where: `${table.name}, time` });

/** Those of the first of these columns that has some. Where none has, the numbers in the index are those of steps. */
function timesOf(
  clocks: readonly Clock[],
  index: Clock & { readonly cells: readonly unknown[] },
  { step_min }: Asked,
  problems: ProblemList,
): Times | undefined {
  const rowsOf = (cells: readonly unknown[], where: string) => ({
    cells,
    at: (row: number) => `${where} ${row}`,
    where,
  });
  for (const { cells, where } of clocks) {
    if (cells?.length !== index.cells.length) continue;
    const times = writtenTimes(rowsOf(cells, where), problems);
    if (times && step_min !== undefined)
      problems.add({ where: '--step-min', found: step_min, expected: 'none: the series of the file have times' });
    if (times || problems.count > 0) return times;
  }
  return numberedTimes(rowsOf(index.cells, index.where), step_min, problems);
}
