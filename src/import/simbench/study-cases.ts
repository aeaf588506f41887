// Study cases of SimBench: factors of the nominal powers and the set point of the external networks, as simbench applies them.
//   loads: p·pload, q·qload;   in-feeds: p·Wind_p, p·PV_p or p·RES_p, by `Wind` or `WP`, then `PV`, in their type;   storages: as they are
import type { Problem } from '../../../base/index.ts';
import { type Power, type SimbenchGrid, tableOf } from '../../../network/formats/simbench/index.ts';

export interface StudyCase {
  readonly name: string;
  readonly pload: number;
  readonly qload: number;
  readonly Wind_p: number;
  readonly PV_p: number;
  readonly RES_p: number;
  readonly Slack_vm: number;
}

const FACTORS = ['pload', 'qload', 'Wind_p', 'PV_p', 'RES_p', 'Slack_vm'] as const;
export const STUDY_CASES = 'StudyCases.csv';

const TITLES: Readonly<Record<string, string>> = {
  hL: 'high load',
  n1: 'high load, for outages',
  hW: 'high load, high wind in-feed',
  hPV: 'high load, high PV in-feed',
  lW: 'low load, high wind in-feed',
  lPV: 'low load, high PV in-feed',
};
export const titleOf = (name: string): string => TITLES[name] ?? `study case ${name}`;

/** The study cases of the lowest voltage of the grid, which is the one simbench selects: nominal at more than two nodes. */
export function studyCasesOf(text: string, { buses }: SimbenchGrid, problems: Problem[]): StudyCase[] {
  const counts = new Map<number, number>();
  for (const { vn_kv } of buses) counts.set(vn_kv, (counts.get(vn_kv) ?? 0) + 1);
  const lowest = [...counts].reduce((least, [kv, count]) => (count > 2 ? Math.min(least, kv) : least), Infinity);
  const level = levelOf(lowest);
  return tableOf(STUDY_CASES, text, ['Study Case', 'voltLvl', ...FACTORS], problems)
    .rows.filter((row) => row.optional('voltLvl') === level)
    .map((row) => {
      const factors = Object.fromEntries(FACTORS.map((factor) => [factor, row.number(factor)]));
      return { name: row.text('Study Case'), ...factors } as unknown as StudyCase;
    });
}

/** `voltLvl` of a nominal voltage: 1 EHV, 3 HV, 5 MV, 7 LV. */
const levelOf = (kv: number): number => (kv > 145 ? 1 : kv > 60 ? 3 : kv > 1 ? 5 : 7);

/** Factor of the in-feeds of a type. The letters must match: `pv` and `wind onshore` are RES, as in simbench. */
export const factorOf = (type = ''): 'Wind_p' | 'PV_p' | 'RES_p' =>
  type.includes('PV') ? 'PV_p' : /Wind|WP/.test(type) ? 'Wind_p' : 'RES_p';

/** Powers of an element in a study case. */
export function powersIn(study: StudyCase, { table, type, p_mw, q_mvar }: Power) {
  if (table === 'Load') return { p_mw: p_mw * study.pload, q_mvar: q_mvar * study.qload };
  if (table === 'Storage' || table === 'Ward') return { p_mw, q_mvar };
  return { p_mw: p_mw * study[factorOf(type)], q_mvar };
}
