import { describe, expect, it } from 'vitest';
import type { Bus, NetworkData } from '../../../network/index.ts';
import { compile, gridOf } from '../../../network/index.ts';
import { networkFile } from './network.ts';

const bus = (id: string, at?: readonly [x: number, y: number]): Bus => ({
  bus: id,
  kind: id === 'S' ? 'slack' : 'pq',
  vn_kv: 10,
  ...(at ? { x: at[0], y: at[1] } : {}),
});

const line = (from: string, to: string, in_service = true) => ({
  branch: `${from}-${to}`,
  kind: 'line' as const,
  from_bus: from,
  to_bus: to,
  r_pu: 0.01,
  x_pu: 0.01,
  g_pu: 0,
  b_pu: 0,
  tap: 1,
  shift_deg: 0,
  in_service,
});

/** Line A-B is out of service, so that B and C have no supply. */
const cutAt = (buses: readonly Bus[]): NetworkData => ({
  name: 'cut',
  base_mva: 1,
  buses,
  branches: [line('S', 'A'), line('A', 'B', false), line('B', 'C')],
  switches: [],
  shunts: [],
  loads: [],
  generators: [],
});

const fileOf = (data: NetworkData) => networkFile(gridOf(compile(data)), data);
const placed = [bus('S', [0, 0]), bus('A', [1, 0]), bus('B', [2, 0]), bus('C', [3, 0])];

describe('network.json', () => {
  it('holds what has no supply too, so that the drawing shows it', () => {
    const { buses, branches, layout } = fileOf(cutAt(placed));
    expect(layout).toBe('given');
    expect(buses.map((b) => [b.bus, b.x])).toEqual(placed.map((b) => [b.bus, b.x]));
    expect(branches.map((b) => [b.branch, b.in_service])).toEqual([
      ['S-A', true],
      ['A-B', false],
      ['B-C', true],
    ]);
  });

  it('keeps the given places where only a bus without supply has none, and computes all where a bus with supply has none', () => {
    const { layout, buses } = fileOf(cutAt([...placed.slice(0, 3), bus('C')]));
    expect([layout, buses.map((b) => b.bus)]).toEqual(['given', ['S', 'A', 'B']]);
    const computed = fileOf(cutAt([placed[0]!, bus('A'), ...placed.slice(2)]));
    expect([computed.layout, computed.buses.length]).toEqual(['computed', 4]);
    expect(new Set(computed.buses.map(({ x, y }) => `${x} ${y}`)).size).toBe(4);
  });
});
