// The devices of a template, read together, are those of reading each by itself, with the same problems.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { InputError } from '../../../base/index.ts';
import { kinds } from '../../kinds.ts';
import type { CaseReader } from '../fields.ts';
import type { Place } from '../text/place.ts';
import { knownUnits } from '../text/quantity.ts';
import { Report } from '../text/report.ts';
import { type PlacedDevice, readDevice } from './devices.ts';
import { membersReader, type OwnOfMember } from './members.ts';

const DRAWN = { uniform: [0, 1] };
const scalar = fc.constantFrom(5, '5 kW', '5000 W', 'wide', '3 m', undefined, 0.4, -1, '50 %', true, 'cars');
/** Fields of a template: drawn ones have a value for each member. */
const fields = fc.record(
  {
    p_max: fc.oneof(fc.constant('4 kW'), fc.array(scalar, fourTimes())),
    p_max_kw: fc.oneof(fc.constant(4), fc.array(scalar, fourTimes())),
    e_cap: fc.oneof(fc.constant('30 kWh'), fc.array(fc.constantFrom('30 kWh', '9000 Wh', '4 kW'), fourTimes())),
    soc_min: fc.oneof(fc.constant(0.2), fc.constant('20 %'), fc.array(scalar, fourTimes())),
    soc_max: fc.oneof(fc.constant(0.9), fc.array(fc.constantFrom(0.9, 0.1, '80 %'), fourTimes())),
    q_profile: fc.constant('sun'),
    labels: fc.constantFrom({}, { aggregator: 'one' }, { home: 'mine' }, { home: 7 }, { aggregator: 3 }),
  },
  { requiredKeys: [] },
);

function fourTimes() {
  return { minLength: 4, maxLength: 4 };
}

const place = (site: string): Place => {
  const at = (path: readonly (string | number)[]) => `${path[0] === 'bus' ? site : 'case.yaml'}, ${path.join('.')}`;
  return { at, atKey: at, spelling: (path) => path.join() };
};

interface Given {
  readonly own: OwnOfMember;
  readonly drawn: Readonly<Record<string, unknown>>;
  readonly at: Place;
}

function reading(read: (given: Given, reader: CaseReader) => PlacedDevice | undefined) {
  const report = new Report('test');
  const reader = { units: knownUnits({}), report, profiles: [], kinds: kinds() };
  return (members: readonly Given[]) => {
    const devices = members.map((member) => read(member, reader)?.entry);
    try {
      report.stopIfAny();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { devices, problems: error.problems };
    }
    return { devices };
  };
}

it('gives what reading each device by itself gives', () => {
  fc.assert(
    fc.property(fields, fc.constantFrom('battery', 'ev', 'nothing'), fc.boolean(), (given, kind, hasBus) => {
      const own = { kind, ...given };
      const template = Object.fromEntries(Object.entries(own).map(([k, v]) => [k, Array.isArray(v) ? DRAWN : v]));
      const places = [place('here'), place('there')];
      const members = [0, 1, 2, 3].map((i): Given => {
        const drawn = Object.fromEntries(
          Object.entries(own).flatMap(([k, v]) => (Array.isArray(v) ? [[k, v[i]]] : [])),
        );
        const labels = { home: `home-${i}`, population: 'homes', ...given.labels };
        return {
          own: { id: `home-${i}-x`, bus: hasBus ? `b${i >> 1}` : '', labels },
          drawn,
          at: places[i >> 1]!,
        };
      });
      let together: ReturnType<typeof membersReader> | undefined;
      const one = reading((member, reader) =>
        readDevice({ ...template, ...member.drawn, ...member.own }, member.at, reader, () => 'drawn'),
      )(members);
      const all = reading((member, reader) => {
        together ??= membersReader(template, reader);
        return together(member.own, member.drawn, member.at, () => 'drawn');
      })(members);
      expect(all).toEqual(one);
    }),
    { numRuns: 500, seed: 15 },
  );
});
