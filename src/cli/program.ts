import { Command } from '@commander-js/extra-typings';
import { packageVersion } from '../package.ts';
import { commands } from './commands/index.ts';

/** The whole command line. Usage errors throw CommanderError after commander has printed its message. */
export function program(): Command {
  const feederlab = new Command('feederlab')
    .description('Co-simulation of distribution networks: AC power flow, flexible devices, flexibility mechanisms.')
    .version(packageVersion(), '-V, --version')
    .option('--debug', 'show the stack of an error nobody foresaw (or FEEDERLAB_DEBUG=1)')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('`--help` after any command shows its options and examples.')
    .addHelpText('after', START_HERE)
    .exitOverride();
  for (const add of commands) add(feederlab);
  return feederlab as unknown as Command;
}

const START_HERE = `
Start here:
  $ feederlab list                 the cases that come with feederlab
  $ feederlab run ieee33-day       a day on the IEEE 33-bus feeder, written to results/
  $ feederlab run --help           every command has examples

Exit codes: 0 done · 1 the run failed (its folder says where) · 2 the input or the call was wrong · 130 interrupted`;
