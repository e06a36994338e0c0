/** report.html in a real Chromium: what a person does with it, and what it must not do. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderHtml } from '../../src/report/html/html.ts';
import type { Report } from '../../src/report/model.ts';
import {
  accessibilityFaults,
  type Look,
  launchChromium,
  type Opened,
  openFile,
  PATIENT,
} from '../tools/chromium.ts';
import { HOSTILE, hostileReport } from './hostile.ts';
import { makeReport, SAMPLES, thousand } from './samples.ts';

let browser: Browser;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pacegate-page-'));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  if (directory) await rm(directory, { recursive: true, force: true });
});

async function open(report: Report, look?: Look): Promise<Opened> {
  const file = join(directory, 'report.html');
  await writeFile(file, renderHtml(report));
  const opened = await openFile(browser, file, look);
  await opened.page.getByRole('table', { name: 'Budgets' }).waitFor();
  return opened;
}

const names = (page: Page) => page.locator('button.open').allTextContents();

describe('a report of everything', () => {
  test('says the answer first, and asks the network for nothing', async () => {
    const { page, noise } = await open(SAMPLES.mixed());
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain(
      '3 of 17 budgets are broken',
    );
    expect(await page.title()).toBe('Pacegate report: fail');
    await page.waitForTimeout(200);
    expect(noise).toEqual([]);
    await page.close();
  });

  test('opens the first broken one with its plot, the plot in numbers, and what was said', async () => {
    const { page } = await open(SAMPLES.fail());
    const opened = page.locator('tr.details');
    await opened.locator('canvas').waitFor();
    expect(await opened.locator('canvas').count()).toBe(1);
    const numbers = page.getByRole('table', {
      name: 'Wall time of search-endpoint as measured, interference included',
    });
    expect(await numbers.getByRole('row').count()).toBe(7);
    expect(await opened.textContent()).toContain(
      'tokenise (src/shop/search.py:42) takes 31 % more of its own time',
    );
    // The canvas is not empty, and holds the colours of both sides.
    const colours = await page.evaluate(`(() => {
      const canvas = document.querySelector('tr.details canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const seen = new Set();
      for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 255) seen.add(data.slice(at, at + 3).join());
      return [...seen];
    })()`);
    expect(colours).toEqual(expect.arrayContaining(['87,96,106', '188,76,0']));
    await page.close();
  });

  test('every interval has a text for those who do not see it', async () => {
    const { page } = await open(SAMPLES.fail());
    const image = page.getByRole('img', {
      name: '+8.3 %, interval +7.1 … +9.3, against time < baseline + 5%',
    });
    expect(await image.count()).toBe(1);
    await page.close();
  });
});

describe('a thousand rows', () => {
  test('are filtered by name and by verdict', async () => {
    const { page } = await open(thousand(7));
    const status = page.getByRole('status');
    expect(await status.textContent()).toBe('1,000 budgets');
    await page.getByRole('button', { name: 'broken 7' }).click();
    expect(await status.textContent()).toBe('7 of 1,000 budgets');
    await page.getByLabel('Filter by name').fill('test_case_3[');
    expect(await names(page)).toEqual(['tests/perf/test_area_3.py::test_case_3[3-medium]']);
    await page.getByRole('button', { name: 'broken 7' }).click();
    await page.getByLabel('Filter by name').fill('no such benchmark');
    expect(await status.textContent()).toBe('0 of 1,000 budgets');
    await page.close();
  });

  test('are sorted by each column, both ways, and say so', async () => {
    const { page } = await open(thousand(7));
    const heading = page.getByRole('columnheader', { name: 'Change', exact: true }).first();
    expect(await heading.getAttribute('aria-sort')).toBe('none');
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
    const all = async () => expect.poll(() => page.locator('td.change strong').count(), PATIENT).toBe(1000);
    const changes = async () =>
      (await page.locator('td.change strong').allTextContents()).map((text) =>
        Number(text.replace('−', '-').replace(/[+± %]/g, '')),
      );
    await all();
    const falling = await changes();
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('ascending');
    await all();
    const rising = await changes();
    expect(rising).toEqual([...rising].sort((a, b) => a - b));
    await page.getByRole('columnheader', { name: 'Benchmark' }).getByRole('button').click();
    expect((await names(page))[0]).toContain('test_area_0.py::test_case_0');
    expect(await heading.getAttribute('aria-sort')).toBe('none');
    await page.close();
  });

  test('are drawn only where they are seen', async () => {
    const { page } = await open(thousand(7));
    const drawn = () => page.locator('.silhouette:has(path)').count();
    await expect.poll(() => page.locator('.silhouette').count(), PATIENT).toBe(1000);
    await expect.poll(drawn, PATIENT).toBeGreaterThan(0);
    const last = page.locator('.silhouette').last();
    expect(await last.locator('path').count()).toBe(0);
    expect(await drawn()).toBeLessThan(100);
    await last.scrollIntoViewIfNeeded();
    await expect.poll(() => last.locator('path').count(), PATIENT).toBe(2);
    expect(await drawn()).toBeLessThan(500);
    await page.close();
  });
});

test('everything can be done from the keyboard', async () => {
  const { page } = await open(SAMPLES.fail());
  const focused = () => page.evaluate('document.activeElement.textContent || document.activeElement.id');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('filter');
  await page.keyboard.type('sitemap');
  expect(await names(page)).toEqual(['sitemap']);
  for (const stop of ['✗ broken 1', '✓ holds 9', 'Verdict', 'Benchmark', 'Change', 'sitemap']) {
    await page.keyboard.press('Tab');
    expect(await focused()).toBe(stop);
  }
  const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
  expect(outline).toBe('solid');
  await page.keyboard.press('Enter');
  const row = page.getByRole('button', { name: 'sitemap', expanded: true });
  expect(await row.count()).toBe(1);
  await page.locator('tr.details canvas').waitFor();
  await page.keyboard.press('Space');
  expect(await page.locator('tr.details').count()).toBe(0);
  await page.close();
});

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  test.each([1280, 400])(
    'has no accessibility faults at %i pixels, and does not scroll sideways',
    async (width) => {
      const { page } = await open(SAMPLES.mixed(), { colorScheme, width });
      await page.locator('tr.details canvas').waitFor();
      expect(await accessibilityFaults(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.close();
    },
  );

  test('has a background and text of that scheme', async () => {
    const { page } = await open(SAMPLES.mixed(), { colorScheme });
    const background = await page.evaluate('getComputedStyle(document.body).backgroundColor');
    expect(background).toBe(colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)');
    await page.close();
  });
});

test('colours change with the system while the page is open', async () => {
  const { page, noise } = await open(SAMPLES.fail());
  await page.locator('tr.details canvas').waitFor();
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect
    .poll(() => page.evaluate('getComputedStyle(document.body).backgroundColor'), PATIENT)
    .toBe('rgb(13, 17, 23)');
  expect(await page.locator('tr.details canvas').count()).toBe(1);
  expect(noise).toEqual([]);
  await page.close();
});

test('prints without its tools, and with every distribution', async () => {
  const { page } = await open(thousand(3, 60));
  await page.emulateMedia({ media: 'print' });
  expect(await page.getByLabel('Filter by name').isVisible()).toBe(false);
  expect((await page.pdf()).length).toBeGreaterThan(20_000);
  await expect.poll(() => page.locator('.silhouette:has(path)').count(), PATIENT).toBe(60);
  await page.close();
});

test('nothing hostile does anything, or changes the page', async () => {
  const results = HOSTILE.flatMap(([, text]) => hostileReport(text).results.slice(0, 1));
  const sections = HOSTILE.flatMap(([, text]) => hostileReport(text).benchmarks);
  const { page, noise } = await open(makeReport(results, { benchmarks: sections }));
  for (const button of await page.locator('button.open').all()) await button.dispatchEvent('click');
  await page.waitForTimeout(500);
  expect(noise).toEqual([]);
  expect(await page.locator('tbody tr:not(.details)').count()).toBeGreaterThan(100);
  for (const name of ['img', 'iframe', 'a', 'form', 'object', 'embed', 'base']) {
    expect([name, await page.locator(name).count()]).toEqual([name, 0]);
  }
  expect(await page.locator('script').count()).toBe(0); // the page replaced its own
  await page.close();
});

test.each(Object.entries(SAMPLES))('%s is drawn without an error', async (_, make) => {
  const { page, noise } = await open(make());
  await page.waitForTimeout(50);
  expect(noise).toEqual([]);
  await page.close();
});
