// What esbuild has split into ES modules, the only form that it splits, as CommonJS modules: V8 gives out the compiled code of a
// script, which src/start/ keeps, and not that of an ES module.
import { writeFileSync } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';
import { transform } from 'esbuild';
import ts from 'typescript';

/** How esbuild writes any of the modules. */
export const SYNTAX = { platform: 'node', target: 'node20', logLevel: 'warning' };

/** In place of what only an ES module has. */
export const DEFINED = { 'import.meta.url': 'metaUrl', 'import.meta.resolve': 'require.resolve' };

/** What a module with `import.meta.url` begins with. */
export const META_URL = 'const metaUrl=require("node:url").pathToFileURL(__filename).href;';

/** In place of the word `import` of `import()`; as long as that, because the source map is made before. */
const LAZILY = 'lazily';

/**
 * Writes a module and its source map.
 * @param text of an ES module, with its source map inline
 * @param importing path of the module of src/start/ that imports for the others
 */
export async function writeCommonJs(path, text, importing) {
  const lazily = `const ${LAZILY}=require("${pathBetween(path, importing)}").importing(require);`;
  const { code, map } = await transform(text, {
    ...SYNTAX,
    format: 'cjs',
    minifyWhitespace: true, // what is not there need not be parsed
    sourcemap: 'external',
    sourcefile: path,
    banner: [/\bimport\(/.test(text) ? lazily : '', text.includes('metaUrl') ? META_URL : ''].join(''),
  });
  writeFileSync(path, `${withoutImports(code)}//# sourceMappingURL=${basename(path)}.map\n`);
  writeFileSync(`${path}.map`, map);
}

function withoutImports(code) {
  if (!/\bimport\(/.test(code)) return code;
  const source = ts.createSourceFile('', code, ts.ScriptTarget.Latest);
  let replaced = code;
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.ImportKeyword) {
      const at = node.getStart(source);
      replaced = replaced.slice(0, at) + LAZILY + replaced.slice(at + LAZILY.length);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return replaced;
}

/** For `require` in one file of another. */
export function pathBetween(from, to) {
  const path = relative(dirname(from), to).replaceAll(sep, '/');
  return path.startsWith('.') ? path : `./${path}`;
}
