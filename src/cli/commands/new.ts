import { Argument, type CommandUnknownOpts } from '@commander-js/extra-typings';
import { print } from '../output.ts';

export function addNew(program: CommandUnknownOpts): void {
  program
    .command('new')
    .description(
      'Write a small working example to start from: a case, or a controller or device with its test and a case.',
    )
    .addArgument(new Argument('<subject>', 'what to write').choices(['case', 'controller', 'device']))
    .argument('<name>', 'its name, in lower-case letters, digits and hyphens')
    .option('-o, --out <folder>', 'folder to write; it must not exist yet (default: ./NAME)')
    .addHelpText(
      'after',
      `
Examples:
  $ feederlab new case my-street
  $ feederlab new controller peak-shaving
  $ feederlab new device water-tank --out modules/water-tank`,
    )
    .action(async (subject, name, { out }) => {
      const { scaffold } = await import('../../scaffold/scaffold.ts');
      const { folder, files, commands } = scaffold(subject, name, out);
      print([`Wrote ${folder}`, ...files.map((file) => `  ${file}`)].join('\n'));
      print(['', 'Next:', ...commands.map((command) => `  $ ${command}`)].join('\n'));
    });
}
