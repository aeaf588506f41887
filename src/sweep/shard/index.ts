// Parts of a sweep for several machines.
export { chosenShard } from './environment.ts';
export { indicesOf, parseShard, type Shard, sizeOf } from './shard.ts';
