// Parts of a sweep for several machines.
export { type ChosenShard, chosenShard } from './environment.ts';
export { indicesOf, parseShard, type Shard, shardText, sizeOf } from './shard.ts';
