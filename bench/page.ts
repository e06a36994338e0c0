/** The HTML report of 1,000 benchmarks in a real Chromium: how long until it answers, and how long a filter takes. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderHtml } from '../src/report/html/html.ts';
import { thousand } from '../test/report/samples.ts';
import { launchChromium } from '../test/tools/chromium.ts';
import { type Figure, median } from './figure.ts';

const VISITS = 5;

export async function page(): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'pacegate-bench-'));
  const file = join(directory, 'report.html');
  await writeFile(file, renderHtml(thousand()));
  const browser = await launchChromium();
  try {
    const visits: { ready: number; filter: number }[] = [];
    for (let visit = 0; visit < VISITS; visit++) {
      const tab = await browser.newPage();
      await tab.goto(`file://${file}`);
      visits.push(
        await tab.evaluate(`(() => {
          const ready = performance.getEntriesByType('navigation')[0].domInteractive;
          const input = document.getElementById('filter');
          const before = performance.now();
          input.value = 'test_case_3';
          input.dispatchEvent(new Event('input'));
          document.body.offsetHeight;
          return { ready, filter: performance.now() - before };
        })()`),
      );
      await tab.close();
    }
    return [
      {
        name: 'HTML report of 1,000 benchmarks interactive',
        value: median(visits.map(({ ready }) => ready)) / 1000,
        unit: 's',
        limit: { op: '<=', value: 1 },
        detail: `median of ${VISITS} visits, Chromium; a filter takes ${Math.round(median(visits.map(({ filter }) => filter)))} ms`,
      },
    ];
  } finally {
    await browser.close();
    await rm(directory, { recursive: true, force: true });
  }
}
