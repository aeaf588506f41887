import { explain } from './failure.ts';
import { surviveClosedPipes } from './output.ts';
import { program } from './program.ts';

surviveClosedPipes();
try {
  await program().parseAsync();
} catch (error) {
  const debug = Boolean(process.env['FEEDERLAB_DEBUG']) || process.argv.includes('--debug');
  process.exitCode = explain(error, debug);
}
// Exit explicitly: code of a module may keep timers or sockets open, and V8 would finish optimising functions that have done their work.
process.stdout.write('', () => process.stderr.write('', () => process.exit()));
