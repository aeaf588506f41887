import { describe, expect, it } from 'vitest';
import { textWidth } from './text-width.ts';
import { frame, wrapped } from './theme.ts';

describe('the title of an axis', () => {
  it('is broken between words into lines no longer than the axis, and into no more than it needs', () => {
    const title = 'Energy reduced and not yet drawn again [kWh]';
    const lines = wrapped(title, 150);
    expect(lines).toHaveLength(2);
    expect([...lines].join(' ')).toBe(title);
    for (const line of lines) expect(textWidth(line, 12)).toBeLessThanOrEqual(150);
    expect(wrapped('Power [kW]', 150)).toBe('Power [kW]');
  });
});

it('a plot of one panel keeps its title and subtitle', () => {
  const drawn = frame('Load', ['of a street'], { title: { text: '' }, width: 10 });
  expect(drawn['title']).toEqual({ text: 'Load', subtitle: ['of a street'] });
});
