import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import { Exit } from '../failure.ts';
import { interruptible } from '../interrupt.ts';
import { count, positiveNumber } from '../options.ts';
import { note, print, printJson } from '../output.ts';

export function addImport(program: CommandUnknownOpts): void {
  program
    .command('import')
    .description('Make a case folder of a network in another format: its network, loads, profiles and study cases.')
    .argument('<format>', 'simbench; or another format of networks: matpower, pandapower, …')
    .argument('<path>', 'the file or folder')
    .requiredOption('-o, --out <folder>', 'folder of the case; it must not exist yet')
    .option('--as-devices', 'PV, wind and storage as devices, which mechanisms can control')
    .option('--start <date>', 'start of the clock, a local date or time (default: that of the profiles)')
    .option('--days <number>', 'length of the clock in days (default: to the end of the profiles)', count)
    .option(
      '--profiles <file>',
      'table of profiles of the elements (pandapower): hour or time, and columns like load_3_p_pu',
    )
    .option('--step-min <minutes>', 'step of series in the file that have no times (default: 15)', positiveNumber)
    .option('--f-hz <hz>', 'frequency, where the format does not contain it [Hz] (default: 50)', positiveNumber)
    .option('--json', 'print what was written and what was lost as JSON')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab import simbench 1-LV-rural1--0-sw --out rural
  $ feederlab import simbench 1-LV-rural1--0-sw --out rural-week --as-devices --start 2016-07-04 --days 7
  $ feederlab import matpower case33bw.m --out baran-wu
  $ feederlab import pandapower net.json --profiles profiles.csv --out net

The case is validated before it gets its name; where something is wrong, nothing is written.
What the case does not contain is listed here and in its README.`,
    )
    .action(async (format, path, { out, asDevices, start, days, profiles, stepMin, fHz, json }) => {
      const [{ importCase, profilesOf }, { kinds }] = await Promise.all([
        import('../../import/index.ts'),
        import('../../kinds.ts'),
      ]);
      const asked = {
        ...(asDevices ? { asDevices: true as const } : {}),
        ...(start === undefined ? {} : { start }),
        ...(days === undefined ? {} : { days }),
        ...(profiles === undefined ? {} : { profiles: await profilesOf(profiles) }),
        ...(stepMin === undefined ? {} : { stepMin }),
        ...(fHz === undefined ? {} : { f_hz: fHz }),
      };
      const command = ['feederlab', ...process.argv.slice(2)].map(quoted).join(' ');
      const report = await interruptible((signal) =>
        importCase(format, path, { out, asked, kinds: kinds(), command, signal }),
      );
      if (!report) {
        note('interrupted; nothing was written');
        process.exitCode = Exit.interrupted;
        return;
      }
      const { folder, files, summary, lost } = report;
      if (json) return printJson({ folder, files, summary, lost });
      const { buses, branches, devices, variants, steps, step_min } = summary;
      const kindsOf = Object.entries(devices).map(([kind, n]) => `${n} ${kind}`);
      print(
        [
          `Wrote ${out}: ${summary.title}`,
          `  network   ${buses} buses, ${branches} branches`,
          `  devices   ${kindsOf.join(', ') || 'none'}`,
          `  clock     ${steps} steps of ${step_min} min`,
          ...(variants.length > 0 ? [`  variants  ${variants.map(({ name }) => name).join(', ')}`] : []),
          '',
          'Next:',
          `  $ feederlab run ${quoted(out)}`,
        ].join('\n'),
      );
      for (const { text } of [...lost, ...summary.remarks]) note(`Remark: ${text}`);
    });
}

const quoted = (word: string): string => (/^[\w./:=@-]+$/.test(word) ? word : JSON.stringify(word));
