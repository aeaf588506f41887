// The schema of compare.yaml.
import { z } from 'zod';
import { jsonSchemaOf } from '../../score/schema.ts';

export const COMPARE_FILE = 'compare.yaml';

const name = z.string().min(1);

const mechanismSchema = z.strictObject({
  controllers: z
    .array(z.union([name, z.looseObject({ kind: name })]))
    .min(1)
    .describe('As the section `controllers` of case.yaml'),
  set: z.record(name, z.unknown()).default({}).describe('Further changes of the case: path of case.yaml → value'),
});

export const compareSchema = z.strictObject({
  controllers: z.array(name).min(1).optional().describe('What is compared when the call has no --controllers'),
  mechanisms: z
    .record(name, mechanismSchema)
    .default({})
    .describe('Names that --controllers may have in addition to the kinds of controller'),
});

export const compareJsonSchema = (): object => jsonSchemaOf(compareSchema, 'feederlab comparison');
