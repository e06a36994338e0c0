/** Writes what `--out DIR` holds. Every file appears whole; what an earlier run left under these names is gone. */
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { touches } from '../checkouts/git/changed-lines.ts';
import { makeOut } from '../checkouts/own/own-directory.ts';
import { writeFileAtomically } from '../formats/write-file.ts';
import { toSpeedscope } from '../profiles/speedscope.ts';
import { toCollapsed } from '../profiles/write-collapsed.ts';
import type { Report } from '../report/model.ts';
import type { FlameRequest } from '../report/profiles/flame-view.ts';
import { renderProfileMarkdown } from '../report/profiles/table.ts';
import type { Measurements } from '../samples/measurements.ts';
import { writeMeasurements } from '../samples/measurements-file.ts';
import type { Settings } from '../settings.ts';
import type { Profiled } from './explaining/explain-slowdowns.ts';

/** Absolute paths, and the text of `report.md`. */
export interface Written {
  readonly text: string;
  /** Why not all of them are there, as where the disk is full: no reason to keep the verdict back. */
  readonly trouble?: string;
  readonly report: string;
  readonly markdown: string;
  readonly html: string;
  readonly candidate: string;
  readonly baseline?: string;
  readonly profiles?: string;
}

export interface Output {
  readonly report: Report;
  readonly candidate: Measurements;
  readonly baseline?: Measurements;
  readonly profiles: readonly Profiled[];
}

export async function writeOut(
  settings: Pick<Settings, 'directory' | 'out' | 'markdown'>,
  { report, candidate, baseline, profiles }: Output,
): Promise<Written> {
  const { renderJson } = await import('../report/json.ts');
  const { renderMarkdown } = await import('../report/markdown/markdown.ts');
  const { renderHtml } = await import('../report/html/html.ts');
  const path = (name: string) => join(resolve(settings.directory, settings.out), name);
  const text = renderMarkdown(report, settings.markdown);
  const trouble = await troubleOf(async () => {
    const out = await prepareOut(settings);
    await writeSides(out, candidate, baseline);
    if (profiles.length > 0) await writeProfiles(path('profiles'), profiles);
    await write(path('report.md'), text);
    await write(path('report.html'), renderHtml(report, profiles.map(flameRequest)));
    // Last: where it is, everything else is there too.
    await write(path('report.json'), renderJson(report));
  });
  return {
    text,
    ...(trouble !== undefined && { trouble }),
    report: path('report.json'),
    markdown: path('report.md'),
    html: path('report.html'),
    candidate: path('candidate.json'),
    ...(baseline && { baseline: path('baseline.json') }),
    ...(profiles.length > 0 && { profiles: path('profiles') }),
  };
}

/** What the system says where it will not write: `no space left on device`. Everything else is thrown. */
async function troubleOf(write: () => Promise<void>): Promise<string | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    if (!(error instanceof Error) || code === undefined || syscall === undefined) throw error;
    return message;
  }
}

const NAMES = [
  ...['report.json', 'report.md', 'report.html', 'candidate.json', 'baseline.json', 'profiles'],
  // Of a share.
  ...['share.json', 'own-candidate.json', 'own-baseline.json'],
];

/** Makes the directory and removes an earlier run's files; anything else in it is left alone. */
export async function prepareOut({ directory, out }: Pick<Settings, 'directory' | 'out'>): Promise<string> {
  const path = await makeOut(directory, out);
  await Promise.all(NAMES.map((name) => rm(join(path, name), { recursive: true, force: true })));
  return path;
}

export async function writeSides(
  out: string,
  candidate: Measurements,
  baseline?: Measurements,
  prefix = '',
): Promise<void> {
  const sides = [
    ['candidate.json', candidate] as const,
    ...(baseline ? [['baseline.json', baseline] as const] : []),
  ];
  for (const [name, side] of sides) {
    await writeFileAtomically(join(out, prefix + name), (sink) => writeMeasurements(side, sink));
  }
}

/** @returns the page of each benchmark */
export async function writeProfiles(
  directory: string,
  profiles: readonly Profiled[],
): Promise<readonly string[]> {
  const { renderProfilePage } = await import('../report/profiles/page.ts');
  await mkdir(directory, { recursive: true });
  const pages: string[] = [];
  for (const [index, profiled] of profiles.entries()) {
    const { benchmark, comparison, baseline, candidate } = profiled;
    const name = join(directory, `${index + 1}-${fileName(benchmark)}`);
    pages.push(`${name}.html`);
    await write(`${name}.html`, renderProfilePage({ ...profiled, ...flameRequest(profiled) }));
    await write(`${name}.md`, renderProfileMarkdown(benchmark, comparison, profiled));
    for (const [side, { best, stats }] of Object.entries({ baseline, candidate })) {
      if (best === undefined) continue;
      const speedscope = toSpeedscope(best, `${benchmark} (${side})`);
      await write(`${name}.${side}.speedscope.json`, JSON.stringify(speedscope));
      await write(`${name}.${side}.collapsed.txt`, toCollapsed(best));
      for (const [place, bytes] of stats.entries()) {
        await write(`${name}.${side}${place === 0 ? '' : `.${place + 1}`}.prof`, bytes);
      }
    }
  }
  return pages;
}

function flameRequest({ benchmark, comparison, baseline, candidate, changed }: Profiled): FlameRequest {
  return {
    benchmark,
    comparison,
    baseline: baseline.profiles,
    candidate: candidate.profiles,
    ...(changed && { isChanged: (entry) => touches(changed, entry) }),
  };
}

/** A benchmark's name is not ours: of it only letters, digits and dashes get into a path. */
function fileName(benchmark: string): string {
  return (
    benchmark
      .replace(/[^A-Za-z0-9]+/g, '-')
      .slice(0, 60)
      .replace(/^-|-$/g, '') || 'benchmark'
  );
}

function write(path: string, content: string | Uint8Array): Promise<void> {
  return writeFileAtomically(path, (sink) => sink(content));
}
