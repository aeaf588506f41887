#!/usr/bin/env node
// The command starts here. It runs what `npm ci` compiled into dist/; without that it says how to get it.
import { existsSync } from 'node:fs';
import module from 'node:module';

const entry = new URL('../dist/src/cli/main.js', import.meta.url);

if (existsSync(entry)) {
  module.enableCompileCache?.(); // from Node 22 on
  process.setSourceMapsEnabled(process.argv.includes('--debug') || Boolean(process.env['FEEDERLAB_DEBUG']));
  await import(entry.href);
} else {
  process.stderr.write(
    'feederlab is not built yet (dist/ is missing). Run `npm run build` in its folder, then try again.\n',
  );
  process.exitCode = 2;
}
