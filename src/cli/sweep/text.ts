// What the commands of sweeps print about the runs.
import { relative } from 'node:path';
import type { SweepResult } from '../../sweep/index.ts';

type Shown = Omit<SweepResult, 'status' | 'ofShard' | 'known'> & Partial<Pick<SweepResult, 'ofShard' | 'known'>>;

/** `312 of 400 runs done, 3 failed, 85 missing`, and the files. */
export function describeSweep({
  name,
  dir,
  planned,
  done,
  failed,
  refused,
  missing,
  known,
  files,
  ofShard,
}: Shown): string {
  const counts = [
    `${done} of ${planned} runs done`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
  ];
  const folder = relative(process.cwd(), dir) || '.';
  const before = known ? ` (${known} known before)` : '';
  const where =
    files.length > 0
      ? `all in ${folder}: ${files.join(', ')}`
      : tableLater(folder, ofShard !== undefined && ofShard < planned);
  return `${name}: ${counts.join(', ')}${before}\n${where}`;
}

const tableLater = (folder: string, isShard: boolean): string =>
  isShard
    ? 'no table yet: `feederlab merge` makes it of the folders of all shards'
    : `no table yet, because runs are missing: the same command goes on, \`feederlab merge ${folder}\` writes the table of what there is`;

/** What is worth doubting about the runs. */
export function doubtsOf({ failures, remarks, remarked, torn, done }: Shown): string[] {
  const many = ({ text, runs, first }: SweepResult['remarks'][number]) =>
    `  ${runs === 1 ? `run ${first}` : `${runs} runs, first ${first}`}: ${text}`;
  return [
    ...(failures.length > 0 ? ['Failures:', ...failures.map(many)] : []),
    ...(remarked > 0 ? [`Remarks of ${remarked} of ${done} runs:`, ...remarks.map(many)] : []),
    ...(torn.length > 0
      ? [`${torn.length} lines of ledgers are not whole, and do not count: ${torn.slice(0, 3).join(', ')}`]
      : []),
  ];
}
