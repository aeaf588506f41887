// The input of power-grid-model (PowerGridModel/power-grid-model, documentation of components) → NetworkData, as its symmetric
// power flow takes it. SI units there; here MW, kV and p.u. on 1 MVA.
import type { NetworkData } from '../../model/data.ts';
import { Tally } from '../elements/tally.ts';
import type { ReadAsked, ReadResult } from '../format.ts';
import { READ } from './attributes.ts';
import { genericBranch, line, link } from './branches.ts';
import { type Injection, injection, load, regulated, shunt, source } from './injections.ts';
import { BASE_MVA, Nodes } from './nodes.ts';
import { type Components, componentsOf, Faults, type Row } from './rows.ts';
import { threeWindings, transformer } from './transformers.ts';

/** Components that do not change a power flow. */
const IGNORED = /_sensor$|^fault$/;

/**
 * @param source file name for messages
 * @throws InputError with every fault; for the input of a batch, and for components that a balanced power flow cannot represent
 */
export function readPgm(text: string, source: string, { f_hz = 50 }: ReadAsked = {}): ReadResult {
  const faults = new Faults(source);
  const components = componentsOf(text, faults);
  const tally = new Tally();
  checkKinds(components, faults, tally);
  if (!components.get('node')?.length) {
    const found = components.has('node') ? 'no rows' : 'none';
    faults.add({ where: `${faults.file}, data.node`, found, expected: 'the nodes of the network' });
    faults.stopIfAny();
  }
  noteUnknown(components, tally);
  const data = networkOf(components, tally, f_hz);
  faults.stopIfAny();
  const name = faults.file.replace(/\.json$/i, '');
  return { data: { name, ...data }, notes: tally.remarks(), isolated: [], notHeld: [] };
}

function checkKinds(components: Components, faults: Faults, tally: Tally): void {
  for (const [component, rows] of components) {
    if (READ.has(component)) continue;
    for (const { at, id } of rows) {
      if (IGNORED.test(component)) {
        tally.add('not_used', `${component} ${id}`, (which) => `not used in a power flow: ${which}`);
      } else if (component === 'transformer_tap_regulator') {
        const text = (which: string) => `taps are taken as they are written, without their regulators: ${which}`;
        tally.add('tap_regulators', `${component} ${id}`, text);
      } else if (component === 'asym_line') {
        const hint = 'give it as a line, with r1, x1, c1 of the positive sequence';
        faults.add({ where: at, found: component, expected: 'a component of a balanced network', hint });
      } else {
        const expected = `a known component: ${[...READ.keys()].join(', ')}`;
        faults.add({ where: at, found: component, expected });
      }
    }
  }
}

/** power-grid-model ignores attributes that it does not know; a misspelt one then has its default. */
function noteUnknown(components: Components, tally: Tally): void {
  for (const [component, rows] of components) {
    const known = READ.get(component);
    if (known === undefined) continue;
    for (const row of rows)
      for (const attribute of row.attributes)
        if (!known.has(attribute)) tally.add('unknown_attribute', `${attribute} of ${component} ${row.id}`, UNKNOWN);
  }
}

const UNKNOWN = (what: string) => `attributes that power-grid-model does not have, so not used: ${what}`;

function networkOf(components: Components, tally: Tally, f_hz: number): Omit<NetworkData, 'name'> {
  const all = (component: string): readonly Row[] => components.get(component) ?? [];
  const nodes = new Nodes(all('node'));
  const switches = all('link').map((row) => link(row, nodes));
  const branches = [
    ...all('line').map((row) => line(row, nodes, f_hz)),
    ...all('generic_branch').map((row) => genericBranch(row, nodes)),
    ...all('transformer').map((row) => transformer(row, nodes, tally)),
    ...all('three_winding_transformer').flatMap((row) => threeWindings(row, nodes, tally)),
    ...all('source').flatMap((row) => source(row, nodes)),
  ];
  const shunts = all('shunt').flatMap((row) => shunt(row, nodes));
  const kinds = ['sym_load', 'asym_load', 'sym_gen', 'asym_gen'];
  const given = kinds.flatMap(all);
  const injections = given.flatMap((row) => injection(row, nodes) ?? []);
  for (const { row } of injections) {
    if (row.component.startsWith('asym'))
      tally.add(
        'unbalanced',
        `${row.component} ${row.id}`,
        (which) => `taken as balanced, the sum of its phases: ${which}`,
      );
  }
  const held = regulators(all('voltage_regulator'), given, injections);
  const generators = [...held].map(([of, by]) => regulated(by, of, nodes));
  const loads = injections.filter((of) => !held.has(of)).map(load);
  return {
    base_mva: BASE_MVA,
    buses: nodes.buses(),
    branches,
    switches,
    shunts,
    loads,
    generators,
    allows: { severalSlacks: true, negativeResistance: true },
  };
}

/** The loads and generators in service that a regulator in service governs. */
function regulators(
  rows: readonly Row[],
  given: readonly Row[],
  injections: readonly Injection[],
): ReadonlyMap<Injection, Row> {
  const known = new Set(given.map(({ id }) => id));
  const inService = new Map(injections.map((of) => [of.row.id, of]));
  const held = new Map<Injection, Row>();
  for (const row of rows) {
    const id = row.whole('regulated_object');
    if (!known.has(id) && !Number.isNaN(id)) row.fault('regulated_object', id, 'the id of a load or a generator');
    const of = inService.get(id);
    if (!row.isOn('status') || !of) continue;
    if (held.has(of)) row.fault('regulated_object', id, 'a load or a generator with one regulator');
    held.set(of, row);
  }
  return held;
}
