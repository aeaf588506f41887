import { explain } from './failure.ts';
import { surviveClosedPipes } from './output.ts';
import { program } from './program.ts';

surviveClosedPipes();
void run().finally(exit);

async function run(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    const debug = Boolean(process.env['FEEDERLAB_DEBUG']) || process.argv.includes('--debug');
    process.exitCode = explain(error, debug);
  }
}

/** Code of a module may keep timers or sockets open, and V8 would finish optimising functions that have done their work. */
function exit(): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}
