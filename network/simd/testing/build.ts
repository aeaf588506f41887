// Compiles lanes.as to the text of lanes.wasm.ts, as `npm run wasm` writes it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OPTIONS = ['--enable', 'simd', '--runtime', 'stub', '-O3', '--noAssert'];

const FOLDER = join(import.meta.dirname, '..');

/** The module with the compiled kernel. */
export const MODULE = join(FOLDER, 'lanes.wasm.ts');

/** Undefined where the compiler is not installed. */
export function compiledLanes(): string | undefined {
  const compiler = compilerPath();
  if (compiler === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'lanes-'));
  try {
    copyFileSync(join(FOLDER, 'lanes.as'), join(folder, 'lanes.ts')); // the only ending that the compiler reads
    execFileSync(process.execPath, [compiler, 'lanes.ts', ...OPTIONS, '--outFile', 'lanes.wasm'], { cwd: folder });
    const text = readFileSync(join(folder, 'lanes.wasm')).toString('base64');
    return `// Made by \`npm run wasm\` from lanes.as.\nexport const LANES =\n  '${text}';\n`;
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
