import { expect } from 'vitest';
import { run, type StepRecord } from '../../../cosim/index.ts';
import { readCase } from '../../case/index.ts';
import { sceneOf } from '../../scene.ts';

export type Voltages = ReadonlyMap<string, readonly [vm_pu: number, va_deg: number]>;

/** Voltages of an imported case by step and bus; every step must have a solution. */
export async function voltagesOf(out: string, variant?: string): Promise<readonly Voltages[]> {
  const scene = sceneOf(await readCase(out, variant === undefined ? {} : { variant }));
  const steps: Voltages[] = [];
  const onStep = ({ flow }: StepRecord) => {
    steps.push(new Map(scene.grid.buses.map((bus, i) => [bus, [flow!.vm_pu[i]!, flow!.va_deg[i]!]])));
  };
  expect((await run(scene, [{ onStep }])).failed).toEqual([]);
  return steps;
}
