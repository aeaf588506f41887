// What is worth knowing of a network before anything is solved.
import type { Remark } from '../../base/index.ts';
import type { Network } from '../model/compile.ts';
import { withoutSupply } from '../model/supply.ts';
import { loopSentence } from './loops.ts';

export function networkRemarks(y: Network): Remark[] {
  const remark = (id: string, text: string | undefined) => (text === undefined ? [] : [{ id: `network_${id}`, text }]);
  return [...remark('without_supply', withoutSupply(y.unsupplied)), ...remark('phase_shift_loop', loopSentence(y))];
}
