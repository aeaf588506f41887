// Scripts for interactive plots of a page, inline, so that one file opens anywhere: Vega, its expression interpreter, and
// a script that swaps each static picture for the interactive one when it comes into view.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/** Text of a file next to the entry of a package. */
const nextTo = (entry: string, file: string): string => readFileSync(new URL(file, pathToFileURL(entry)), 'utf8');

/** The interpreter as a plain script: its imports come from the Vega of the page. */
function interpreter(): string {
  const module = nextTo(require.resolve('vega-interpreter'), 'vega-interpreter.js');
  const script = module
    .replace(/^import \{([^}]*)\} from 'vega-util';/m, 'const {$1} = vega;')
    .replace(/^export \{ (\w+) as expressionInterpreter \};/m, 'vega.expressionInterpreter = $1;')
    .replace(/^\/\/# sourceMappingURL=.*$/m, '');
  if (/^(import|export)\b/m.test(script)) throw new Error('vega-interpreter has another form than expected');
  return `(() => {\n${script}})();`;
}

const PLAYER = `(() => {
  'use strict';
  const tip = document.createElement('div');
  tip.className = 'tip';
  tip.hidden = true;
  document.body.append(tip);

  const rows = (value) => Object.entries(value).map(([name, text]) => {
    const row = document.createElement('div');
    const term = document.createElement('span');
    term.textContent = name;
    row.append(term, ' ' + text);
    return row;
  });
  const show = (value, event) => {
    tip.replaceChildren(...rows(value));
    tip.hidden = false;
    const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    const top = event.clientY + 16 + tip.offsetHeight > innerHeight ? event.clientY - tip.offsetHeight - 12 : event.clientY + 16;
    tip.style.left = Math.max(4, left) + 'px';
    tip.style.top = Math.max(4, top) + 'px';
  };

  // The point of a line nearest to the pointer: a line is one mark, whose points have a tooltip each.
  const nearest = (view, px, py) => {
    let best, least = 30 * 30;
    const visit = (group, x, y) => {
      for (const mark of group.items) {
        if (mark.marktype === 'group') for (const item of mark.items) visit(item, x + (item.x || 0), y + (item.y || 0));
        else if (mark.marktype === 'line' || mark.marktype === 'area') for (const item of mark.items) {
          if (!item.tooltip || item.defined === false) continue;
          const dx = px - x - item.x, dy = mark.marktype === 'area' && item.y2 != null
            ? Math.max(0, Math.min(item.y, item.y2) - (py - y), py - y - Math.max(item.y, item.y2)) + 4 : py - y - item.y;
          const far = 4 * dx * dx + dy * dy;
          if (far < least) { least = far; best = item; }
        }
      }
    };
    visit(view.scenegraph().root.items[0], 0, 0);
    return best;
  };

  const play = async (figure) => {
    const live = figure.querySelector('.live');
    const spec = JSON.parse(figure.querySelector('script[type="application/json"]').textContent);
    const view = new vega.View(vega.parse(spec, null, { ast: true }), {
      expr: vega.expressionInterpreter, renderer: 'svg', container: live, hover: false, tooltip: () => {},
    });
    view.addEventListener('click', (event, item) => {
      const role = item && item.mark.role;
      if (role !== 'legend-symbol' && role !== 'legend-label') return;
      const hidden = view.signal('hidden'), name = item.datum.value;
      view.signal('hidden', hidden.includes(name) ? hidden.filter((other) => other !== name) : [...hidden, name]).runAsync();
    });
    view.addEventListener('pointermove', (event, item) => {
      const box = live.querySelector('svg').getBoundingClientRect(), [ox, oy] = view.origin();
      const single = item && item.tooltip && item.mark.marktype !== 'line' && item.mark.marktype !== 'area';
      const hit = single ? item : nearest(view, event.clientX - box.left - ox, event.clientY - box.top - oy);
      if (hit && hit.tooltip) show(hit.tooltip, event); else tip.hidden = true;
    });
    live.addEventListener('pointerleave', () => { tip.hidden = true; });
    await view.runAsync();
    figure.classList.add('on');
  };

  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      play(target).catch((error) => { target.dataset.error = String(error); });
    }
  }, { rootMargin: '300px' });
  for (const script of document.querySelectorAll('figure script[type="application/json"]')) seen.observe(script.parentElement);
})();`;

interface Player {
  /** The scripts, in their order. */
  readonly scripts: readonly string[];
  /** A policy that lets these scripts run and nothing else: no network, no `eval`. */
  readonly policy: string;
}

let loaded: Player | undefined;

export function player(): Player {
  if (loaded) return loaded;
  const scripts = [
    nextTo(require.resolve('vega'), 'vega.min.js').replace(/^\/\/# sourceMappingURL=.*$/m, ''),
    interpreter(),
    PLAYER,
  ];
  const hashes = scripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  loaded = {
    scripts,
    policy: `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${hashes.join(' ')}`,
  };
  return loaded;
}
