// The files that are generated from the schemas in the sources: path from the root of the project → text.
import { caseJsonSchema } from '../../src/case/index.ts';
import { compareJsonSchema } from '../../src/compare/index.ts';
import { opfCaseJsonSchema } from '../../src/opf/index.ts';
import { scoreJsonSchema } from '../../src/score/index.ts';
import { searchJsonSchema } from '../../src/search/index.ts';
import { sweepJsonSchema } from '../../src/sweep/plan/index.ts';
import { fieldReference } from './fields.ts';
import { indicatorReference } from './indicators.ts';

const json = (schema: object): string => `${JSON.stringify(schema, null, 2)}\n`;

export const generatedFiles: Readonly<Record<string, () => string>> = {
  'docs/fields.md': fieldReference,
  'docs/indicators.md': indicatorReference,
  'cases/case.schema.json': () => json(caseJsonSchema()),
  'cases/score.schema.json': () => json(scoreJsonSchema()),
  'cases/opf-case.schema.json': () => json(opfCaseJsonSchema()),
  'cases/compare.schema.json': () => json(compareJsonSchema()),
  'cases/search.schema.json': () => json(searchJsonSchema()),
  'cases/sweep.schema.json': () => json(sweepJsonSchema()),
};
