/** A flame graph of 20,000 frames in a real Chromium: how long until it is drawn and answers; and the size of the report. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Profile, ProfiledFunction } from '../src/profiles/profile.ts';
import { renderHtml } from '../src/report/html/html.ts';
import type { FlameRequest } from '../src/report/profiles/flame-view.ts';
import { SAMPLES } from '../test/report/samples.ts';
import { launchChromium } from '../test/tools/chromium.ts';
import { type Figure, median } from './figure.ts';

const VISITS = 5;
const FRAMES = 20_000;
/** Of each of 2,000 functions: in ten places of the tree. */
const FUNCTIONS = 2_000;
const GRAPHS = 10;

/** As deep and as branched as the stacks of a web framework are: every frame calls one to four others. */
function deepProfile(slower: number): Profile {
  const functions = Array.from({ length: FUNCTIONS }, (_, place): ProfiledFunction => {
    const name = `Package${place % 40}.handle_request_of_kind_${place}`;
    return {
      name,
      file: `app/package_${place % 40}/module_${place % 200}.py`,
      line: place,
      inside: place % 3 > 0,
      calls: 1,
      own: 0,
    };
  });
  const stacks: { frames: number[]; own: number }[] = [];
  let frontier: number[][] = [[0]];
  while (stacks.length < FRAMES) {
    const next: number[][] = [];
    for (const frames of frontier) {
      if (stacks.length === FRAMES) break;
      const place = (stacks.length * 7919) % FUNCTIONS;
      stacks.push({ frames, own: (1 + (place % 5)) * 1e-6 * (place % 50 === 0 ? slower : 1) });
      for (let called = 0; called <= stacks.length % 4; called++) {
        next.push([...frames, (place + called * 13 + frames.length) % FUNCTIONS]);
      }
    }
    frontier = next;
  }
  return { tool: 'py-spy', unit: 's', python: 'CPython 3.13.0', functions, edges: [], stacks };
}

function flame(benchmark: string): FlameRequest {
  const comparison = {
    ...({
      tool: 'py-spy',
      unit: 's',
      culprits: [],
      localised: false,
      functions: [],
      drift: 1,
      noise: 0,
    } as const),
    total: { baseline: 1, candidate: 1 },
  };
  return { benchmark, comparison, baseline: [deepProfile(1)], candidate: [deepProfile(1.5)] };
}

export async function flameGraph(): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'pacegate-bench-'));
  const file = join(directory, 'report.html');
  const name = SAMPLES.fail().results[0]?.benchmark ?? '';
  await writeFile(file, renderHtml(SAMPLES.fail(), [flame(name)]));
  const browser = await launchChromium();
  try {
    const visits: { ready: number; zoom: number; search: number; drawn: number }[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
      const tab = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      await tab.goto(`file://${file}`);
      visits.push(
        await tab.evaluate(`(async () => {
          const settled = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          while (!document.querySelector('g.frame')) await settled();
          await settled();
          const ready = performance.now();
          const chart = document.querySelector('.flame-chart');
          const drawn = chart.querySelectorAll('g.frame').length;
          chart.querySelectorAll('g.frame')[40].dispatchEvent(new MouseEvent('click', { bubbles: true }));
          await settled();
          const zoomed = performance.now();
          const input = document.querySelector('.flame input');
          input.value = 'kind_150';
          input.dispatchEvent(new Event('input'));
          await settled();
          return { ready, zoom: zoomed - ready, search: performance.now() - zoomed, drawn };
        })()`),
      );
      await tab.close();
    }
    const of = (key: 'ready' | 'zoom' | 'search') => median(visits.map((visit) => visit[key]));
    const whole = renderHtml(
      SAMPLES.fail(),
      Array.from({ length: GRAPHS }, (_, at) => flame(`${name}-${at}`)),
    );
    return [
      {
        name: `flame graph of ${FRAMES.toLocaleString('en')} frames interactive`,
        value: of('ready') / 1000,
        unit: 's',
        limit: { op: '<=', value: 1 },
        detail: `median of ${VISITS} visits, Chromium, ${visits[0]?.drawn} frames wide enough to be drawn; zooming in takes ${Math.round(of('zoom'))} ms, a search ${Math.round(of('search'))} ms`,
      },
      {
        name: `size of report.html with ${GRAPHS} such flame graphs`,
        value: Buffer.byteLength(whole) / 1e6,
        unit: 'MB',
        limit: { op: '<=', value: 5 },
        detail: 'everything inlined',
      },
    ];
  } finally {
    await browser.close();
    await rm(directory, { recursive: true, force: true });
  }
}
