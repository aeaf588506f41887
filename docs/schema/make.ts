// `npm run schema`: writes the files that are generated from the schemas in the sources.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './files.ts';

for (const [file, text] of Object.entries(generatedFiles))
  writeFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), text());
