// Remarks on a network before it is solved: buses without supply, phase shifts that do not add up, data that are probably wrong.
import type { Remark } from '../../base/index.ts';
import { Tally } from '../formats/elements/tally.ts';
import type { Network } from '../model/compile.ts';
import { withoutSupply } from '../model/supply.ts';
import { loopSentence, opposedSlacks } from './loops.ts';

export function networkRemarks(y: Network): Remark[] {
  const remark = (id: string, text: string | undefined) => (text === undefined ? [] : [{ id: `network_${id}`, text }]);
  return [
    ...remark('without_supply', withoutSupply(y.unsupplied)),
    ...remark('phase_shift_loop', loopSentence(y)),
    ...remark('opposed_slacks', opposedSlacks(y)),
    ...doubtfulBranches(y),
  ];
}

/** Ratios of transformers over those of nominal voltages, with their taps, are well between these in distribution networks. */
const USUAL_TAP = { least: 0.75, most: 1.35 };

/**
 * Transformers with a far ratio, which have their sides exchanged or a voltage in a wrong unit, and lines with r, x or charging
 * below 0: equivalents of transformers have negative parts, lines as they are built do not.
 */
function doubtfulBranches({ data }: Network): Remark[] {
  const tally = new Tally();
  for (const { branch, kind, in_service, tap, r_pu, x_pu, g_pu, b_pu } of data.branches) {
    if (!in_service) continue;
    if (tap < USUAL_TAP.least || tap > USUAL_TAP.most)
      tally.add('odd_ratio', `${kind} ${branch} (${Number(tap.toPrecision(3))})`, ODD_RATIO);
    if (kind === 'line' && Math.min(r_pu, x_pu, g_pu, b_pu) < 0)
      tally.add('negative_impedance', `${kind} ${branch}`, NEGATIVE);
  }
  return tally.remarks();
}

const ODD_RATIO = (what: string) =>
  `ratios far from those of the nominal voltages of their buses; look at sides, rated voltages and taps: ${what}`;
const NEGATIVE = (what: string) => `r, x or charging below 0, taken as they are written: ${what}`;
