/** The history's page in a real Chromium, once: what a person does with it, in both schemes, and what it must not do. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderHistoryPage } from '../../src/history/page/html.ts';
import { accessibilityFaults, launchChromium, openFile } from '../tools/chromium.ts';
import { sampleHistory } from './sample.ts';

/** Waiting is for what is slow on a busy machine; nothing here is timed. */
const PATIENT = 60_000;

test('is filtered, opened and walked through by keyboard, in light and dark, and asks the network for nothing', {
  timeout: 3 * PATIENT,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'pacegate-page-'));
  const browser = await launchChromium();
  try {
    const file = join(directory, 'history.html');
    const { entries, releases } = sampleHistory({ sessions: 60, benchmarks: 6 });
    const evil = '<img src=x onerror=alert(1)>';
    const [newest, ...older] = entries;
    const row = newest?.history[0];
    const hostile = row && { ...row, benchmark: evil, metric: evil, accepted: evil };
    await writeFile(
      file,
      renderHistoryPage(
        [{ ...newest, history: [...(newest?.history ?? []), hostile] } as typeof newest & object, ...older],
        { releases },
      ),
    );
    const { page, noise } = await openFile(browser, file);
    page.setDefaultTimeout(PATIENT);
    await page.locator('.history canvas').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(
      /^\d of 7 curves got worse, 1 better$/,
    );

    // The curve that got worse most is open; the keys walk through its commits.
    const figure = page.getByRole('group', { name: /^Curve of benchmark-0, time/ });
    await figure.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.readout').textContent()).toMatch(
      /^2026-01-01 08:00, [0-9a-f]{8}: [+−±][\d.]+ % \(.* … .*\)$/,
    );
    await page.getByRole('button', { name: 'Values, machine by machine' }).press('Enter');
    await page.locator('.caption', { hasText: 'AMD EPYC 7763' }).waitFor();
    await page.getByRole('button', { name: 'benchmark-1' }).press('Enter');
    expect(await page.getByRole('table', { name: /trade-offs of benchmark-1$/ }).textContent()).toContain(
      '◆ accepted',
    );

    // One filter by words, one by what happened.
    const status = page.locator('p.count');
    await page.getByRole('button', { name: 'better 1' }).press('Enter');
    expect(await status.textContent()).toBe('1 of 7 curves');
    await page.getByRole('button', { name: 'better 1' }).press('Enter');
    await page.getByLabel('Filter by name').fill('onerror');
    expect(await status.textContent()).toBe('1 of 7 curves');
    await page.getByRole('button', { name: evil }).press('Enter');
    await page.getByLabel('Filter by name').fill('');

    expect(await accessibilityFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(noise).toEqual([]);
  } finally {
    await browser.close();
    await rm(directory, { recursive: true, force: true });
  }
});
