// Reasons for infeasibility in terms of the feeder: bus, hour, unit.
import type { InfeasibleError } from '../../optimisation/index.ts';

/** Rows and variables of the mechanism's own, by the place they refer to. Other names belong to a device: `unit.quantity[hour]`. */
const OWN: Readonly<Record<string, (where: string) => string>> = {
  balance: (buses) => `the balance of bus ${buses}`,
  kirchhoff: (branches) => `the angle difference along ${branches}`,
  flow: (branches) => `the rating of ${branches}`,
  angle: (buses) => `the reference angle of bus ${buses}`,
  import: (buses) => `no import below 0 at bus ${buses}`,
  export: (buses) => `no export below 0 at bus ${buses}`,
  importing: (buses) => `import or export at bus ${buses}`,
  'import-or': (buses) => `no import at bus ${buses} while it exports`,
  'or-export': (buses) => `no export at bus ${buses} while it imports`,
  'import-limit': () => 'the largest import',
  'export-limit': () => 'the largest export',
};

/** Places named before the rest is counted. */
const NAMED = 5;

/** What is in conflict: without any one of these, the others could be met. */
export function inWords({ rows, variables }: InfeasibleError): string {
  const groups = new Map<string, { say: (where: string) => string; hour: string; places: Set<string> }>();
  for (const { say, place, hour } of [...rows, ...variables].map(read)) {
    const key = `${say('')} ${hour}`;
    const group = groups.get(key) ?? { say, hour, places: new Set() };
    groups.set(key, group);
    if (place !== undefined) group.places.add(place);
  }
  const parts = Array.from(groups.values(), ({ say, hour, places }) => `${say(some([...places]))} at ${hour}`);
  return `no schedule is possible, these cannot be met together: ${parts.join('; ') || 'its limits'}`;
}

/** `balance[18,06:00]`, `import-limit[06:00]`, `unit-7.output[06:00]` */
function read(name: string): { say: (where: string) => string; place: string | undefined; hour: string } {
  const [, family, inner = ''] = /^([^[]*)(?:\[(.*)\])?$/.exec(name)!;
  const at = inner.lastIndexOf(',');
  const own = OWN[family!];
  if (own) return { say: own, place: at < 0 ? undefined : inner.slice(0, at), hour: inner.slice(at + 1) };
  const dot = family!.lastIndexOf('.');
  const quantity = family!.slice(dot + 1).replaceAll('-', ' ');
  return { say: () => `${quantity} of ${family!.slice(0, dot)}`, place: undefined, hour: inner.slice(at + 1) };
}

const some = (places: readonly string[]): string =>
  places.length <= NAMED ? places.join(', ') : `${places.slice(0, NAMED).join(', ')}, … (${places.length} in all)`;
