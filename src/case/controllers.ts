// Entries of `controllers:` → ControllerEntry.
import { type AnyControllerKind, defaultController } from '../../controllers/index.ts';
import { publishedTable } from '../../record/index.ts';
import type { PlacedController } from './devices/needs.ts';
import { readFields, uncheck } from './fields.ts';
import { list, type Study } from './open.ts';
import { below } from './text/place.ts';
import { nearestHint, type Report } from './text/report.ts';

export function readControllers(study: Study): PlacedController[] {
  const { data, tree, report, unchecked } = study;
  const { controllers } = study.kinds;
  let planner: string | undefined;
  const tables: Tables = new Map();
  return list(data.controllers ?? [defaultController]).flatMap((entry, i) => {
    const place = below(tree, ['controllers', i]);
    const { kind, ...options } = (typeof entry === 'string' ? { kind: entry } : (entry ?? {})) as Record<
      string,
      unknown
    >;
    const known = typeof kind === 'string' ? controllers.get(kind) : undefined;
    if (!known && unchecked && typeof kind === 'string') {
      uncheck(unchecked, `controller ${kind}`);
      return [];
    }
    if (!known) {
      const expected = `a controller: ${[...controllers.keys()].join(', ')}`;
      const where = place.at(typeof entry === 'string' ? [] : ['kind']);
      report.add({ where, found: kind ?? entry, expected, ...nearestHint(String(kind), controllers.keys()) });
      return [];
    }
    if (known.plans && planner !== undefined) {
      const expected = `one controller that plans the day, which ${planner} does`;
      report.add({ where: place.at([]), found: known.kind, expected, hint: 'run each by itself and compare the runs' });
    }
    if (known.plans) planner ??= known.kind;
    checkTables(known, tables, place.at([]), report);
    const checked = readFields(known.schema, options, place, study, { alsoKnown: ['kind'] });
    if (checked === undefined) return [];
    return [{ entry: { kind: known.kind, options: checked, at: place.at([]) }, place, keys: Object.keys(options) }];
  });
}

/** The tables of the controllers so far by name: their columns, and the first that publishes them. */
type Tables = Map<string, { readonly columns: string; readonly kind: string }>;

/** Refuses a table with the name of a table of another controller and other columns, because both are one file. */
function checkTables({ kind, tables = [] }: AnyControllerKind, known: Tables, where: string, report: Report): void {
  for (const table of tables) {
    const { name, fields } = publishedTable(table, 'currency');
    const columns = fields.map(({ name, type, unit }) => `${name} (${unit ?? type})`).join(', ');
    const first = known.get(name);
    if (first && first.columns !== columns) {
      const expected = `other names than the tables of ${first.kind}, whose table ${name} has ${first.columns}`;
      report.add({ where, found: `table ${name} of ${kind} with ${columns}`, expected });
    }
    known.set(name, first ?? { columns, kind });
  }
}
