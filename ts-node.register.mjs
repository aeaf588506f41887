// ts-node as an ES-module loader: the one form of ts-node 10 that runs on Node 20.
import { register } from 'node:module';

register('ts-node/esm', import.meta.url);
