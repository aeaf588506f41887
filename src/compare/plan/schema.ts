// The schema of compare.yaml.
import * as z from 'zod';
import { jsonSchemaOf } from '../../score/schema.ts';

export const COMPARE_FILE = 'compare.yaml';

const name = z.string().min(1);
const changes = z.record(name, z.unknown()).default({});

const mechanismSchema = z.strictObject({
  controllers: z
    .array(z.union([name, z.looseObject({ kind: name })]))
    .min(1)
    .describe('As the section `controllers` of case.yaml'),
  set: changes.describe('Further changes of the case: path of case.yaml → value'),
});

const scenarioSchema = z.strictObject({
  variant: name.optional().describe('Variant of the case; that of the call, or none, when not given'),
  set: changes.describe('Changes of the case: path of case.yaml → value; null takes a section away'),
});

export const compareSchema = z.strictObject({
  controllers: z.array(name).min(1).optional().describe('What is compared when the call has no --controllers'),
  mechanisms: z
    .record(name, mechanismSchema)
    .default({})
    .describe('Names that --controllers may have in addition to the kinds of controller'),
  scenarios: z
    .record(name, scenarioSchema)
    .default({})
    .describe(
      'States of the case in which every mechanism is run; when not given, a case with forecasts has `forecast` and `exact`',
    ),
});

export type CompareFile = z.output<typeof compareSchema>;

export const compareJsonSchema = (): object => jsonSchemaOf(compareSchema, 'feederlab comparison');
