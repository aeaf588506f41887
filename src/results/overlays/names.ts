// Names of several runs in one overlay: the shortest names that distinguish them.
import { basename } from 'node:path';
import type { Manifest } from '../folder/manifest.ts';

/** One name for each, all different: the parts of a run that not all share, else the names of their folders. */
export function namesOf(runs: readonly { readonly dir: string; readonly manifest: Manifest }[]): string[] {
  const facts = runs.map(({ manifest }) => [
    manifest.case,
    manifest.variant ?? '',
    manifest.controllers.join(' + ') || 'no controller',
    `seed ${manifest.seed}`,
  ]);
  const differs = facts[0]?.map((_, i) => new Set(facts.map((parts) => parts[i])).size > 1) ?? [];
  const names = facts.map((parts) => parts.filter((part, i) => differs[i] && part !== '').join(' '));
  const folders = runs.map(({ dir }) => basename(dir));
  return [names, folders].find(areDistinct) ?? runs.map(({ dir }) => dir);
}

const areDistinct = (names: readonly string[]): boolean => !names.includes('') && new Set(names).size === names.length;
