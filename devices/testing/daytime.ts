// Random windows of an appliance, half of them with a part that the owner prefers.
import fc from 'fast-check';

const minute = fc.integer({ min: 0, max: 1439 });
const share = fc.double({ min: 0, max: 1, noNaN: true });

export const windowOfDay = fc.tuple(minute, minute, fc.option(fc.tuple(share, share))).map(([from, to, preferred]) => {
  const window = { earliest: from / 60, latest: to / 60 };
  if (preferred === null) return window;
  const length = to - from + (to < from ? 1440 : 0);
  const at = (part: number) => ((from + Math.round(part * length)) % 1440) / 60;
  return {
    ...window,
    preferred_earliest: at(Math.min(...preferred)),
    preferred_latest: at(Math.max(...preferred)),
  };
});
