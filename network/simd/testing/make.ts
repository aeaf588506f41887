// npm run wasm
import { writeFileSync } from 'node:fs';
import { compiledLanes, MODULE } from './build.ts';

const text = compiledLanes();
if (text === undefined) throw new Error('assemblyscript is not installed: npm ci');
writeFileSync(MODULE, text);
