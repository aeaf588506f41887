import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Compiles the sources into a fresh dist/ before tests run the command as it ships. Types are `npm run types`' business. */
export default function build(): void {
  const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
  rmSync('dist', { recursive: true, force: true });
  execFileSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--noCheck'], { stdio: 'inherit' });
}
