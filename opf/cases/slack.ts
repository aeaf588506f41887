import type { NetworkData } from '../../network/index.ts';

/** The network with its slack at this bus, its voltage within the band there, and every other bus PQ. */
export function withSlack(data: NetworkData, slack: string): NetworkData {
  const buses = data.buses.map((bus) => {
    if (bus.bus !== slack) return { ...bus, kind: 'pq' as const };
    const { v_pu = 1, v_min_pu = 0, v_max_pu = Number.POSITIVE_INFINITY } = bus;
    return { ...bus, kind: 'slack' as const, v_pu: Math.min(v_max_pu, Math.max(v_min_pu, v_pu)) };
  });
  return { ...data, buses };
}

/** |V| of the slack as a decision where its band has a width. */
export function slackBand(
  { buses }: NetworkData,
  slack: string,
): { readonly slack_vm_pu?: readonly [min: number, max: number] } {
  const { v_min_pu = 0, v_max_pu = Number.POSITIVE_INFINITY } = buses.find(({ bus }) => bus === slack)!;
  return v_min_pu < v_max_pu ? { slack_vm_pu: [v_min_pu, v_max_pu] } : {};
}
