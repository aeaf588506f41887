#!/usr/bin/env node
// The command starts here. It runs what `npm ci` compiled into dist/; without that it says how to get it.
const { existsSync } = require('node:fs');
const module_ = require('node:module');
const { join } = require('node:path');

const dist = join(__dirname, '../dist');
const program = join(dist, 'src/cli/main.cjs');

if (existsSync(program)) {
  module_.enableCompileCache?.(); // from Node 22 on, for packages
  const { start } = require('../dist/src/start/start.cjs');
  start(program, process.argv[2]);
} else {
  process.stderr.write(
    'feederlab is not built yet (dist/ is missing). Run `npm run build` in its folder, then try again.\n',
  );
  process.exitCode = 2;
}
