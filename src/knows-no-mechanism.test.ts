import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { controllerKinds } from '../controllers/index.ts';
import { marketSchema } from './case/schema/schema.ts';
import { tables } from './results/tables/index.ts';
import { stepFields } from './results/tables/table.ts';
import { scene, study } from './results/testing/run.ts';

const fields = [...tables.flatMap((make) => make(scene, study.network, () => true)?.fields ?? []), ...stepFields];
/** The engine's own names: fields of the tables that every run has, of the market of a case, and members of the clock. */
const ENGINE = new Set([
  ...fields.map(({ name }) => name),
  ...Object.keys(z.toJSONSchema(marketSchema, { io: 'input' }).properties!),
  ...Object.keys(scene.clock),
]);

const kinds = [...controllerKinds.values()];
const declared = kinds.flatMap((kind) => kind.tables ?? []);

/** Tables by the names and the paths of their files. */
const tableNames = new Set(declared.map(({ name }) => name));
/** Columns whose names are more than one word; `price` or `value` says nothing about a mechanism. */
const columnNames = new Set(
  declared
    .flatMap(({ columns }) => columns.flatMap(({ key, name }) => [key, name.replace(/_?\{currency\}.*/, '')]))
    .filter((name) => name.includes('_')),
);
const kindNames = new Set(kinds.map(({ kind }) => kind));
/** First words of the ids of indicators. */
const prefixes = kinds.flatMap(({ kind, headings = {} }) => [kind.replaceAll('-', '_'), ...Object.keys(headings)]);

interface Word {
  readonly text: string;
  readonly isIdentifier: boolean;
}

/** Identifiers and the texts of literals in a source. */
function wordsOf(file: string): Word[] {
  const words: Word[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) words.push({ text: node.text, isIdentifier: true });
    else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      words.push({ text: node.text, isIdentifier: false });
    else if (ts.isRegularExpressionLiteral(node))
      words.push({ text: node.text.replace(/^\/\^?|\$?\/\w*$/g, ''), isIdentifier: false });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
  return words;
}

const namesMechanism = ({ text, isIdentifier }: Word): boolean =>
  !ENGINE.has(text) &&
  (columnNames.has(text) ||
    kindNames.has(text) ||
    (!isIdentifier &&
      (tableNames.has(text) ||
        [...tableNames].some((name) => text.endsWith(`${name}.csv`)) ||
        prefixes.some((prefix) => new RegExp(`^${prefix}_\\w`).test(text)))));

describe('src', () => {
  it('finds what it looks for', () => {
    const found = ['tfm', 'dc-flows', 'tables/dc-flows.csv', 'plan_cost_total'].map((text) => ({
      text,
      isIdentifier: false,
    }));
    expect(found.map(namesMechanism)).toEqual(found.map(() => true));
    expect(namesMechanism({ text: 'flow_difference_max_kw', isIdentifier: true })).toBe(true);
    expect(namesMechanism({ text: 'p_kw', isIdentifier: true })).toBe(false);
  });

  it('names no mechanism, and no table, column or indicator of one', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .map((file) => `src/${file}`)
      .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|(^|\/)testing(\/|\.ts$)/.test(file));
    const found = files.flatMap((file) =>
      wordsOf(file)
        .filter(namesMechanism)
        .map(({ text }) => `${file}: ${text}`),
    );
    expect(found).toEqual([]);
  });
});
