// `node --import tsx --import tap.ts src/cli/main.ts run …` writes the largest QP of each name that the run solves to the folder QP_FOLDER.
// The product has no such hook: the modules of its two QP solvers are replaced by tapped.ts where `solve` imports them.
import { register } from 'node:module';

const TAPPED = new URL('./tapped.ts', import.meta.url).href;
const hooks = `export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  const isSolver = /\\/optimisation\\/(dual|interior-point)\\/answer\\.ts$/.test(found.url);
  if (!isSolver || !/\\/optimisation\\/solve\\.ts$/.test(context.parentURL ?? '')) return found;
  return { ...found, url: ${JSON.stringify(TAPPED)}, shortCircuit: true };
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
