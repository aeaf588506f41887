// The decisions of a round: the set points of all controllers, each after the one before it.
import { namedError } from '../base/index.ts';
import type { Controller, Plan, Scene, SetPointsOf, View } from './contracts.ts';
import type { SetPoints } from './fleet/set-points.ts';
import type { Mail } from './mail.ts';

/** A round of a step, from 1. */
interface Round {
  readonly scene: Scene;
  readonly round: number;
  readonly view: View;
  /** With the voltages assumed in this round. */
  readonly roundView: View;
  readonly mail: Mail;
  /** Over the controllers: plans, and the last answers. */
  readonly plans: readonly Plan[];
  readonly answers: (SetPointsOf | undefined)[];
  readonly setPoints: SetPoints;
}

/**
 * Controllers that follow the voltage decide in every round, the others only in the first.
 * @returns a promise where a controller answers with one
 */
export function decide(r: Round): Promise<void> | undefined {
  r.setPoints.clear();
  return decideFrom(r, 0);
}

/** Controllers from the `first` on. */
function decideFrom(r: Round, first: number): Promise<void> | undefined {
  const { controllers } = r.scene;
  for (let c = first; c < controllers.length; c++) {
    const controller = controllers[c]!;
    try {
      const answer = ask(r, c, controller);
      if (answer instanceof Promise) return decideLater(r, c, answer);
      take(r, c, answer);
    } catch (error) {
      throw failedIn(error, controller, 'realTime');
    }
  }
  return undefined;
}

async function decideLater(r: Round, c: number, pending: Promise<SetPointsOf | undefined>): Promise<void> {
  try {
    take(r, c, await pending);
  } catch (error) {
    throw failedIn(error, r.scene.controllers[c]!, 'realTime');
  }
  await decideFrom(r, c + 1);
}

function ask(r: Round, c: number, controller: Controller): SetPointsOf | Promise<SetPointsOf> | undefined {
  const { followsVoltage } = controller;
  if (r.round > 1 && !followsVoltage) return r.answers[c];
  return controller.realTime?.(followsVoltage ? r.roundView : r.view, r.plans[c], r.mail);
}

function take(r: Round, c: number, answer: SetPointsOf | undefined): void {
  r.answers[c] = answer;
  if (answer) r.setPoints.add(r.scene.controllers[c]!.name, answer);
}

/** The error of a controller whose hook failed. */
export const failedIn = (error: unknown, { name }: Controller, hook: keyof Controller): Error =>
  namedError(error, `controller ${name} failed in ${hook}`);
