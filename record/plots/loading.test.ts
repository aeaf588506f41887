import { describe, expect, it } from 'vitest';
import { readRun } from '../../src/results/read/index.ts';
import { writeRun } from '../../src/results/testing/run.ts';
import { branchLoading } from './loading.ts';

describe('the loading of the branches', () => {
  it('says of how many branches those shown are part, in the picture and below it', async () => {
    const run = await readRun((await writeRun({ failing: false })).dir);
    const [span] = run.branchRange.values();
    const many = { ...run, branchRange: new Map(Array.from({ length: 40 }, (_, i) => [`line ${i}`, span!])) };
    const subtitle = (of: typeof run) =>
      (branchLoading.draw(of, {})!['title'] as { subtitle: string[] }).subtitle.join(' ');
    expect(subtitle(many)).toContain('The 30 of highest loading, of 40 branches.');
    expect(branchLoading.caption(many, {})).toContain('The 30 branches of highest loading, of 40:');
    expect(subtitle(run)).not.toContain(' of highest');
  });
});
