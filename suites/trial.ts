/** One project from its released source to a row of the table: both changes, judged by Pacegate and by its peers. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { failed, hold, isTold, type Judged, judge, type Planted } from './judge.ts';
import { askPeers, type Peer } from './peers.ts';
import type { Project } from './projects.ts';
import { change, prepare } from './repository.ts';

export interface Row {
  readonly project: Project;
  readonly benchmarks: number;
  /** Of the longer of both runs, set-up included. */
  readonly seconds: number;
  /** Of the verdicts of both runs. */
  readonly told: number;
  readonly verdicts: number;
  /** On the equivalent change, and on the planted one where it touches nothing. */
  readonly falseAlarms: readonly string[];
  readonly planted: Planted;
  readonly patches: readonly string[];
  readonly exits: readonly (number | null)[];
  readonly peers: readonly Peer[];
}

interface Options {
  /** What each run printed and reported stays there. */
  readonly scratch: string;
  readonly withPeers: boolean;
  readonly tell: (text: string) => void;
}

export async function tryProject(project: Project, { scratch, withPeers, tell }: Options): Promise<Row> {
  const { name } = project.release;
  const directory = join(scratch, name);
  await rm(directory, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  const { messages, patches } = await prepare(project, directory);
  await writeFile(join(scratch, `${name}.init.txt`), messages);
  const runs: Judged[] = [];
  for (const [kind, edits] of [
    ['equivalent', project.equivalent],
    ['planted', project.planted.edits],
  ] as const) {
    await change(directory, kind, edits);
    const judged = await judge(directory, join(scratch, `${name}.${kind}`));
    tell(`  ${kind}: ${inWords(judged)}`);
    runs.push(judged);
  }
  const [same, slower] = runs as [Judged, Judged];
  const results = [...same.results, ...slower.results].filter(({ verdict }) => verdict !== 'skipped');
  const planted = hold(slower.results, project);
  const seconds = Math.max(same.seconds, slower.seconds);
  const names = [...new Set(results.map(({ benchmark }) => benchmark))];
  const peers =
    withPeers && project.hasPeers !== false
      ? await askPeers(project, { directory, scratch, seconds }, (entry) =>
          names.filter((name) => `${name}/`.startsWith(`${entry}/`)),
        ).catch((error: unknown) => {
          // The row is Pacegate's all the same.
          tell(`  no comparison with others: ${error instanceof Error ? error.message : error}`);
          return [];
        })
      : [];
  return {
    project,
    benchmarks: names.length,
    seconds,
    told: results.filter(isTold).length,
    verdicts: results.length,
    falseAlarms: [
      ...same.results.filter(failed).map(({ benchmark }) => benchmark),
      ...planted.falseAlarms.map(({ benchmark }) => benchmark),
    ],
    planted,
    patches,
    exits: [same.exit, slower.exit],
    peers,
  };
}

function inWords({ results, seconds, exit }: Judged): string {
  const counts = new Map<string, number>();
  for (const { verdict } of results) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const verdicts = [...counts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  return `${verdicts || 'no verdict'} in ${seconds.toFixed(0)} s, exit status ${exit}`;
}
