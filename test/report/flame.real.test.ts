/** Flame graphs in a real Chromium: what is drawn, what a person does with it, and what it must not do. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findCulprits } from '../../src/profiles/culprits.ts';
import { renderHtml } from '../../src/report/html/html.ts';
import type { FlameRequest } from '../../src/report/profiles/flame-view.ts';
import { renderProfilePage } from '../../src/report/profiles/page.ts';
import { makeProfile, repeatProfile } from '../profiles/sample.ts';
import { accessibilityFaults, type Look, launchChromium, type Opened, openFile } from '../tools/chromium.ts';
import { HOSTILE } from './hostile.ts';
import { SAMPLES } from './samples.ts';

let browser: Browser;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pacegate-flame-'));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  if (directory) await rm(directory, { recursive: true, force: true });
});

const BENCHMARK = 'search-endpoint';

/** `tokenise` takes half as long again, `rank` half as long; the pull request changed `tokenise`. */
function profiled(benchmark = BENCHMARK): FlameRequest {
  const app = (tokenise: number, rank: number) =>
    repeatProfile(
      makeProfile(
        {
          ...{ main: 1, tokenise, rank, score: 3, facets: 1, snippets: 1 },
          dumps: { own: 1, inside: false, file: 'json/encoder.py' },
        },
        {
          'main > facets': 1,
          'main > snippets': 1,
          'main > tokenise': { own: tokenise, total: tokenise + 1 },
          'tokenise > dumps': 1,
          'main > rank': rank,
          'main > score': 3,
        },
      ),
      4,
      0.01,
    );
  const [baseline, candidate] = [app(4, 2), app(6, 1)];
  return {
    ...{ benchmark, baseline, candidate, comparison: findCulprits(baseline, candidate) },
    isChanged: ({ name }) => name === 'tokenise',
  };
}

async function open(html: string, look?: Look): Promise<Opened> {
  const file = join(directory, 'page.html');
  await writeFile(file, html);
  const opened = await openFile(browser, file, look);
  await opened.page.locator('g.frame').first().waitFor();
  return opened;
}

const report = () => renderHtml(SAMPLES.fail(), [profiled()]);
const frame = (page: Page, name: string) => page.getByRole('treeitem', { name: RegExp(`^${name} `) });

/** Red, green and blue of a frame, each from 0 to 1. */
async function colourOf(page: Page, name: string): Promise<number[]> {
  const id = await frame(page, name).getAttribute('id');
  const fill = await page.evaluate(`getComputedStyle(document.getElementById('${id}').firstChild).fill`);
  const numbers =
    String(fill)
      .match(/[\d.]+/g)
      ?.map(Number) ?? [];
  return String(fill).startsWith('rgb') ? numbers.map((number) => number / 255) : numbers;
}

describe('in a report', () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await open(report());
  });
  afterAll(() => opened?.page.close());

  test('is orange where it got slower, blue where faster, and grey where that is noise', async () => {
    const { page } = opened;
    const [slowRed = 0, , slowBlue = 0] = await colourOf(page, 'tokenise');
    expect(slowRed - slowBlue).toBeGreaterThan(0.3);
    const [fastRed = 0, , fastBlue = 0] = await colourOf(page, 'rank');
    expect(fastBlue - fastRed).toBeGreaterThan(0.3);
    const [red = 0, , blue = 0] = await colourOf(page, 'score');
    expect(Math.abs(red - blue)).toBeLessThan(0.1);
    // What the pull request changed is marked, by more than a colour.
    expect(await page.locator('g.touched').allTextContents()).toEqual([
      expect.stringContaining('● tokenise'),
    ]);
  });

  test('is searched by name and file, letter for letter', async () => {
    const { page } = opened;
    const search = page.getByLabel('Find a function of search-endpoint');
    const status = page.locator('figure.flame [role="status"]');
    await search.fill('JSON/enc');
    expect(await status.textContent()).toBe('1 frame, 6.7 % of the width');
    expect(await page.locator('g.found').allTextContents()).toEqual([expect.stringContaining('dumps')]);
    await search.fill('.*(');
    expect(await status.textContent()).toBe('0 frames, 0 % of the width');
    await search.fill('');
    expect(await status.textContent()).toBe('');
  });

  test('everything can be done from the keyboard', async () => {
    const { page } = opened;
    const tree = page.getByRole('tree', { name: 'Flame graph of search-endpoint, difference' });
    const current = async () => {
      const id = await tree.getAttribute('aria-activedescendant');
      return (await page.locator(`[id="${id}"]`).getAttribute('aria-label'))?.split(/[ :]/)[0];
    };
    await page.getByRole('button', { name: 'Show all' }).focus();
    await page.keyboard.press('Tab');
    const seen = [await current()];
    for (const key of [
      'ArrowDown',
      'ArrowDown',
      'ArrowRight',
      'ArrowRight',
      'ArrowLeft',
      'ArrowUp',
      'Home',
    ]) {
      await page.keyboard.press(key);
      seen.push(await current());
    }
    expect(seen).toEqual(['one', 'main', 'tokenise', 'score', 'rank', 'score', 'main', 'one']);
    for (const key of ['ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    expect(await current()).toBe('tokenise');
    expect(await page.locator('.about').textContent()).toBe(
      'tokenise app.py:2: itself 4.00 → 6.00 s (+50 %), with what it calls 5.00 → 7.00 s, 50 % of the call. Changed in this pull request.',
    );
    expect(await frame(page, 'score').count()).toBe(0); // zoomed in: nothing but callers and called
    expect(await frame(page, 'dumps').count()).toBe(1);
    await page.keyboard.press('Escape');
    expect(await frame(page, 'score').count()).toBe(1);
  });

  test('shows either side as well, and the same as a table', async () => {
    const { page } = opened;
    const width = async (name: string) => (await frame(page, name).locator('rect').boundingBox())?.width ?? 0;
    await page.getByRole('button', { name: 'Baseline' }).click();
    const before = (await width('tokenise')) / (await width('score'));
    await page.getByRole('button', { name: 'Candidate' }).click();
    const now = (await width('tokenise')) / (await width('score'));
    expect([before.toFixed(1), now.toFixed(1)]).toEqual(['1.7', '2.3']); // (4 + 1) / 3 and (6 + 1) / 3
    await page.getByText('As a table').click();
    const rows = page.getByRole('table', { name: /What changed most in search-endpoint/ }).getByRole('row');
    expect(await rows.nth(1).textContent()).toBe('tokeniseapp.py:24.00 → 6.00 s+50 %');
    expect(await rows.last().textContent()).toMatch(/noise$/);
    expect(opened.noise).toEqual([]);
  });
});

test.each([
  ['a report', report, 'light', 1280],
  ['a page of its own', () => renderProfilePage(profiled()), 'dark', 400],
] as const)(
  '%s has no accessibility faults, and does not scroll sideways',
  async (_, make, colorScheme, width) => {
    const { page } = await open(make(), { colorScheme, width });
    await page.getByText('As a table').click();
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.close();
  },
);

test('a page of its own has the question, the answer and the dearest lines', async () => {
  const line = {
    function: 'tokenise',
    file: 'app.py',
    line: 4,
    own: 3,
    share: 0.5,
    text: 'for word in words:',
  };
  const html = renderProfilePage({ ...profiled(), question: 'Why is it slow?', lines: [line] });
  const { page, noise } = await open(html);
  expect(await page.getByRole('heading').textContent()).toBe(
    'Profile of search-endpoint: tokenise got slower',
  );
  const said = await page.locator('header').textContent();
  expect(said).toContain('Question: Why is it slow?');
  expect(said).toContain('tokenise (app.py:2) takes 40 % more of its own time');
  expect(said).toContain('50 % of that on line 4');
  expect(await page.getByRole('row').last().textContent()).toBe('● app.py:4for word in words:3.00 s50 %');
  expect(noise).toEqual([]);
  await page.close();
});

test('nothing hostile does anything, or changes the page', async () => {
  const functions = Object.fromEntries(
    HOSTILE.map(([, text], at) => [`${text}${at}`, { own: 1, file: text, inside: true }]),
  );
  const candidate = [makeProfile(functions)];
  const comparison = findCulprits([], candidate);
  const text = HOSTILE.map(([, each]) => each).join(' ');
  const lines = HOSTILE.map(([, each]) => ({
    function: each,
    file: each,
    line: 1,
    own: 1,
    share: 1,
    text: each,
  }));
  const request = { benchmark: text, comparison, baseline: [], candidate, isChanged: () => true };
  const { page, noise } = await open(renderProfilePage({ ...request, question: text, lines }));
  await page.getByText('As a table').click();
  await page.locator('g.frame').nth(5).dispatchEvent('click');
  await page.waitForTimeout(300);
  expect(noise).toEqual([]);
  for (const name of ['img', 'iframe', 'a', 'form', 'object', 'embed', 'base', 'script']) {
    expect([name, await page.locator(name).count()]).toEqual([name, 0]);
  }
  await page.close();
});
