// npm run wasm
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compiled, moduleOf } from './wasm.ts';

for (const kernel of ['network/simd/kernel/lanes.as', 'src/results/sums/sums.as', 'src/results/write/rows.as']) {
  const source = fileURLToPath(new URL(`../../${kernel}`, import.meta.url));
  const text = compiled(source);
  if (text === undefined) throw new Error('assemblyscript is not installed: npm ci');
  writeFileSync(moduleOf(source), text);
}
