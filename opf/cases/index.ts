// Cases of optimal power flow in the form of MATPOWER: tables → case → AC problem.
//   read      tables and a horizon, with every fault of the file   read.ts, machines.ts, costs.ts, horizon-faults.ts
//   one step  machines with costs                                  single.ts
//   horizon   storage, PV, exchange                                multi.ts
export * from './case.ts';
export { type MultiDevice, type MultiProblem, multiProblem } from './multi.ts';
export { netImport_kw } from './net-import.ts';
export { readOpfCase } from './read.ts';
export { type Horizon, type OpfFile, opfFileSchema } from './schema.ts';
export { type SingleProblem, singleProblem } from './single.ts';
