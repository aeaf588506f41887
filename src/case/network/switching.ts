// `network: { out_of_service: [L2], in_service: [TIE] }`: applies an outage or another switching state to the tables.
import type { NetworkData } from '../../../network/index.ts';
import type { Reader } from '../fields.ts';
import type { Place } from '../text/place.ts';
import { nearestHint } from '../text/report.ts';
import type { NetworkSection } from './network.ts';

const LISTS = ['out_of_service', 'in_service'] as const;

/** The tables with the lines, transformers and switches named in the section put into service or taken out of it. */
export function switched(data: NetworkData, section: NetworkSection, place: Place, { report }: Reader): NetworkData {
  const branches = new Set(data.branches.map(({ branch }) => branch));
  const switches = new Set(data.switches.map((s) => s.switch));
  const state = new Map<string, boolean>();
  for (const list of LISTS) {
    for (const [i, name] of (section[list] ?? []).entries()) {
      const problem = (expected: string, found: string = name) => ({ where: place.at([list, i]), found, expected });
      const before = state.get(name);
      const wanted = list === 'in_service';
      if (branches.has(name) && switches.has(name)) {
        report.add(problem('a name that only one branch or switch has'));
      } else if (!branches.has(name) && !switches.has(name)) {
        const names = [...branches, ...switches];
        report.add({ ...problem('the name of a line, transformer or switch'), ...nearestHint(name, names) });
      } else if (before !== undefined && before !== wanted) {
        report.add(problem('a name in one of the two lists', `${name}, which is in ${LISTS[0]} too`));
      }
      state.set(name, wanted);
    }
  }
  if (state.size === 0) return data;
  return {
    ...data,
    branches: data.branches.map((b) => ({ ...b, in_service: state.get(b.branch) ?? b.in_service })),
    switches: data.switches.map((s) => ({ ...s, closed: state.get(s.switch) ?? s.closed })),
  };
}
