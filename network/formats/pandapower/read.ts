// pandapower JSON → NetworkData, with the rules of `pandapower.runpp` in the version that wrote the file. Buses have their index as
// name; names in the file are free text and may repeat.
//   document  text → tables                                  machines        ext_grid, gen, dcline, xward → set points
//   net       settings, buses, what is left out              loads, shunts   powers and admittances at buses
//   ends      open ends of branches                          lines, transformers, three-windings, switches
import { InputError } from '../../../base/index.ts';
import type { Bus, NetworkData, Shunt } from '../../model/data.ts';
import { topologyOf } from '../../model/topology.ts';
import type { NetworkRead } from '../format.ts';
import { Ends } from './branches/ends.ts';
import { type BranchAnd, impedancesOf, linesOf } from './branches/lines.ts';
import { couplersOf } from './branches/switches.ts';
import { threeWindingsOf } from './branches/three-windings.ts';
import { transformersOf } from './branches/transformers.ts';
import { isSame, loadsOf, type Shared } from './buses/loads.ts';
import { heldBuses, machinesOf } from './buses/machines.ts';
import { placeOf } from './buses/places.ts';
import { shuntsOf } from './buses/shunts.ts';
import { documentOf } from './file/document.ts';
import { Net } from './file/net.ts';
import { storedSolution } from './file/stored.ts';
import { notUsed, refuseUnknown } from './file/unused.ts';

/** @throws InputError naming every fault; `source` is the path for messages */
export function readPandapower(text: string, source: string): NetworkRead {
  const net = new Net(documentOf(text, source));
  const switches = [...net.rows('switch')];
  const ends = new Ends(
    net,
    switches.filter((row) => row.text('et') !== 'b'),
  );
  const couplers = couplersOf(
    net,
    switches.filter((row) => row.text('et') === 'b'),
  );
  const machines = machinesOf(net);
  const { loads, shared } = loadsOf(net);
  const windings = threeWindingsOf(net, ends);
  const withHalves = [...transformersOf(net, ends), ...windings.branches, ...impedancesOf(net)];
  const lines = linesOf(net, ends);
  const branches = [...lines, ...withHalves.map(({ branch }) => branch), ...machines.branches, ...couplers.branches];
  const tables = { branches, switches: couplers.switches, generators: machines.generators, loads };
  const extra = [...windings.buses, ...machines.buses, ...ends.buses];
  const data = {
    name: net.document.file.replace(/\.json$/i, ''),
    base_mva: net.base_mva,
    buses: [...net.buses.values()]
      .filter((bus) => bus.in_service)
      .map((bus): Bus => busOf(net, bus.name))
      .concat(extra),
    ...tables,
    shunts: [...shuntsOf(net), ...windings.shunts, ...withHalves.flatMap((of) => restOf(net, of))],
    ...(net.options.enforce_q_lims ? { enforce_q_limits: true } : {}),
    allows: { severalSlacks: true, negativeResistance: true },
  } satisfies NetworkData;
  refuseUnknown(net);
  if (net.problems.count > 0) throw new InputError(source, net.problems);
  const { fused, busIndex } = topologyOf(data);
  const nodeOf = (bus: string) => fused(busIndex.get(bus)!);
  const held = heldBuses(machines.holds, nodeOf);
  if (net.problems.count > 0) throw new InputError(source, net.problems);
  noteMixedShares(net, shared, nodeOf);
  const notHeld = notUsed(net);
  const isolated = [...net.buses.values()].filter((bus) => !bus.in_service);
  const solved: NetworkData = { ...data, buses: data.buses.map((bus) => ({ ...bus, ...held.get(bus.bus) })) };
  const solution = storedSolution(net, solved);
  return {
    data: solved,
    notes: net.tally.remarks(),
    isolated: isolated.map(({ name }) => ({
      bus: name,
      because: `bus ${name} is out of service in ${net.document.file}`,
    })),
    notHeld: [...notHeld, ...isolated.map(({ name }) => `bus ${name} (out of service)`)],
    ...(solution ? { solution } : {}),
  };
}

function busOf(net: Net, name: string): Bus {
  const { row, vn_kv } = net.buses.get(name)!;
  const [v_min_pu, v_max_pu] = [row.given('min_vm_pu'), row.given('max_vm_pu')];
  return {
    bus: name,
    kind: 'pq',
    vn_kv,
    ...(v_min_pu === undefined ? {} : { v_min_pu }),
    ...(v_max_pu === undefined ? {} : { v_max_pu }),
    ...placeOf(net, row),
    at: row.at,
  };
}

/** What the equal halves of a branch in service lack, as a shunt at its to bus. */
function restOf(net: Net, { branch, atTo: [g, b] }: BranchAnd): Shunt[] {
  if (!branch.in_service || (g === 0 && b === 0)) return [];
  return [
    { bus: branch.to_bus, gs_mw: g * net.base_mva, bs_mvar: b * net.base_mva, ...(branch.at ? { at: branch.at } : {}) },
  ];
}

/** pandapower averages the shares of the loads of a bus without weights and applies the mean to the sum of all powers there. */
function noteMixedShares(net: Net, shared: readonly Shared[], nodeOf: (bus: string) => number): void {
  const first = new Map<number, Shared>();
  for (const one of shared) {
    const node = nodeOf(one.bus);
    const before = first.get(node) ?? one;
    first.set(node, before);
    if (isSame(before.shares.p, one.shares.p) && isSame(before.shares.q, one.shares.q)) continue;
    net.tally.add('mixed_shares', `bus ${one.bus}`, MIXED);
  }
}

const MIXED = (what: string) =>
  'each element has the voltage dependence that the file gives it; pandapower applies the mean of the loads of a bus to all ' +
  `powers there, so its own voltages differ at and around ${what}`;
