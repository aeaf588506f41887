// Kernels in AssemblyScript: NAME.as is compiled to NAME.wasm.ts next to it, a module with the bytes, by `npm run wasm`. It may import
// the other sources of its folder.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Pages of 64 kB that the memory begins with: few networks and tables need more, and those without use take no room. A memory that grows
 * detaches its buffer. Once a buffer of a process has been detached, V8 tests each access of all typed arrays for that, and a power
 * flow takes a third longer.
 */
const PAGES = '64';

const OPTIONS = ['--enable', 'simd', '--runtime', 'stub', '-O3', '--noAssert', '--initialMemory', PAGES];

/** The module of a kernel. */
export const moduleOf = (source: string): string => source.replace(/\.as$/, '.wasm.ts');

/** The text of the module of a kernel; undefined where the compiler is not installed. */
export function compiled(source: string): string | undefined {
  const compiler = compilerPath();
  if (compiler === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'wasm-'));
  try {
    const name = basename(source, '.as');
    for (const file of readdirSync(dirname(source)).filter((other) => other.endsWith('.as'))) {
      copyFileSync(join(dirname(source), file), join(folder, file.replace(/as$/, 'ts'))); // the only ending that the compiler reads
    }
    execFileSync(process.execPath, [compiler, `${name}.ts`, ...OPTIONS, '--outFile', 'out.wasm'], { cwd: folder });
    const text = readFileSync(join(folder, 'out.wasm')).toString('base64');
    return `// Made by \`npm run wasm\` from ${name}.as.\nexport const ${name.toUpperCase()} =\n  '${text}';\n`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compilerPath(): string | undefined {
  try {
    return fileURLToPath(import.meta.resolve('assemblyscript/bin/asc.js'));
  } catch {
    return undefined;
  }
}
