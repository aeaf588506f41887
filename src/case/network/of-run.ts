// The network that a run was made with, read again from the files of its case.
import { InputError } from '../../../base/index.ts';
import type { NetworkRead } from '../../../network/index.ts';
import type { Resolved } from '../model.ts';
import { shortPath } from '../text/locate.ts';
import { Report } from '../text/report.ts';
import { type NetworkOptions, networkIn } from './alone.ts';

/**
 * @param folder of the case; its case.yaml is not read, as the run has it with its variant and changes
 * @param resolved inputs of the run
 * @throws InputError when a file of the network is not as the run read it, or cannot be read
 */
export async function readNetworkOfRun(
  folder: string,
  { case: own, files: expected }: Resolved,
  options: NetworkOptions = {},
): Promise<NetworkRead> {
  const report = new Report(shortPath(folder));
  const { read, files } = await networkIn(folder, 'inputs of the run', JSON.stringify(own), report, options);
  const changed = Object.entries(files?.contents() ?? {}).filter(([name, hash]) => hash !== expected[name]);
  if (changed.length > 0) {
    const hint = 'run the case again, or give the folder of the case as it was with --case';
    throw new InputError(
      folder,
      changed.map(([name]) => ({ where: name, found: 'another text', expected: 'the file as the run read it', hint })),
    );
  }
  report.stopIfAny();
  if (read) return read;
  throw new Error('the network is missing and no problem was reported');
}
