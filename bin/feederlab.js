#!/usr/bin/env node
// The command starts here. It runs what `npm ci` compiled into dist/; without that it says how to get it.
import { existsSync } from 'node:fs';

const entry = new URL('../dist/src/cli/main.js', import.meta.url);

if (existsSync(entry)) {
  await import(entry.href);
} else {
  process.stderr.write(
    'feederlab is not built yet (dist/ is missing). Run `npm run build` in its folder, then try again.\n',
  );
  process.exitCode = 2;
}
