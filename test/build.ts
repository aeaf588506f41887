import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Compiles the sources into a fresh dist/ before tests run the command as it ships. Types are `npm run types`' business. */
export default function build(): void {
  const compiler = createRequire(import.meta.url).resolve('typescript/lib/tsc.js');
  for (const dist of ['dist', 'extras/queue/dist']) rmSync(dist, { recursive: true, force: true });
  for (const project of ['tsconfig.build.json', 'extras/queue'])
    execFileSync(process.execPath, [compiler, '-p', project, '--noCheck'], { stdio: 'inherit' });
}
