// network.json: what of the network does not change during a run, with a place for every bus on the drawing.
import type { Grid } from '../../../cosim/index.ts';
import type { NetworkData } from '../../../network/index.ts';
import type { DrawnBranch, DrawnNetwork, TreeNode } from '../../../record/index.ts';
import { layout } from './layout.ts';
import { type Edge, forest } from './tree.ts';

const MVA = 1000; // kVA

/** The buses and branches of the grid, in its order, as the network data describes them; then what has no supply. */
export function networkFile(grid: Pick<Grid, 'buses' | 'branches'>, data: NetworkData): DrawnNetwork {
  const bus = new Map(data.buses.map((b) => [b.bus, b]));
  const branch = new Map(data.branches.map((b) => [b.branch, b]));
  const live = new Set(grid.buses);
  const given = grid.buses.every((id) => isPlaced(bus.get(id)!));
  const dead = data.buses.filter((b) => !live.has(b.bus) && (isPlaced(b) || !given));
  const buses = [...grid.buses.map((id) => bus.get(id)!), ...dead];
  const drawn = new Set(buses.map((b) => b.bus));
  const between = (b: { from_bus: string; to_bus: string }) => drawn.has(b.from_bus) && drawn.has(b.to_bus);
  const carrying = new Set(grid.branches);
  const idle = data.branches.filter((b) => !carrying.has(b.branch) && between(b));
  const branches = [...grid.branches, ...idle.map((b) => b.branch)].flatMap((id): DrawnBranch[] => {
    const b = branch.get(id);
    if (!b) return [];
    const { kind, from_bus, to_bus, in_service, length_km, s_max_mva, i_max_a } = b;
    return [
      {
        branch: id,
        kind,
        from_bus,
        to_bus,
        in_service,
        ...(length_km === undefined ? {} : { length_km }),
        ...(s_max_mva === undefined ? {} : { s_max_kva: s_max_mva * MVA }),
        ...(i_max_a === undefined ? {} : { i_max_a }),
      },
    ];
  });
  const switches = data.switches
    .filter(between)
    .map(({ switch: id, from_bus, to_bus, closed }) => ({ switch: id, from_bus, to_bus, closed }));
  const places = given ? undefined : layout(drawingTree({ buses, branches, switches }));
  return {
    name: data.name,
    layout: given ? 'given' : 'computed',
    buses: buses.map(({ bus: id, kind, vn_kv, v_min_pu, v_max_pu, x, y }) => ({
      bus: id,
      kind,
      vn_kv,
      ...(v_min_pu === undefined ? {} : { v_min_pu }),
      ...(v_max_pu === undefined ? {} : { v_max_pu }),
      x: places?.get(id)?.x ?? x!,
      y: places?.get(id)?.y ?? y!,
    })),
    branches,
    switches,
  };
}

const isPlaced = ({ x, y }: { x?: number | undefined; y?: number | undefined }) => x !== undefined && y !== undefined;

type Drawable = { buses: readonly { bus: string; kind: string }[] } & Pick<DrawnNetwork, 'branches' | 'switches'>;

/** The forest from the slack buses along branches in service and closed switches. */
export function drawingTree({ buses, branches, switches }: Drawable): Map<string, TreeNode> {
  const edges: Edge[] = [
    ...branches
      .filter((b) => b.in_service)
      .map((b) => ({ id: b.branch, from: b.from_bus, to: b.to_bus, length_km: b.length_km })),
    ...switches.filter((s) => s.closed).map((s) => ({ id: s.switch, from: s.from_bus, to: s.to_bus })),
  ];
  const roots = buses.filter((b) => b.kind === 'slack').map((b) => b.bus);
  return forest(
    buses.map((b) => b.bus),
    roots,
    edges,
  );
}
