// Remarks on a network before it is solved: buses without supply, phase shifts that do not add up.
import type { Remark } from '../../base/index.ts';
import type { Network } from '../model/compile.ts';
import { withoutSupply } from '../model/supply.ts';
import { loopSentence } from './loops.ts';

export function networkRemarks(y: Network): Remark[] {
  const remark = (id: string, text: string | undefined) => (text === undefined ? [] : [{ id: `network_${id}`, text }]);
  return [...remark('without_supply', withoutSupply(y.unsupplied)), ...remark('phase_shift_loop', loopSentence(y))];
}
