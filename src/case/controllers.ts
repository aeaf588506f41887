// Entries of `controllers:` → ControllerEntry.
import { defaultController } from '../../controllers/index.ts';
import type { PlacedController } from './devices/needs.ts';
import { readFields, uncheck } from './fields.ts';
import { list, type Study } from './open.ts';
import { below } from './text/place.ts';
import { nearestHint } from './text/report.ts';

export function readControllers(study: Study): PlacedController[] {
  const { data, tree, report, unchecked } = study;
  const { controllers } = study.kinds;
  let planner: string | undefined;
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
    const checked = readFields(known.schema, options, place, study, { alsoKnown: ['kind'] });
    if (checked === undefined) return [];
    return [{ entry: { kind: known.kind, options: checked, at: place.at([]) }, place, keys: Object.keys(options) }];
  });
}
