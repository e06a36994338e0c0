/** The end of the year: what the record has to hold of the jobs of all pushes, and what its page shows. */
import { expect } from 'vitest';
import type { HistoryView } from '../../../src/history/page/view.ts';
import type { HistoryLine } from '../../../src/history/rows.ts';
import type { Python } from '../../runners/pythons.ts';
import type { Job, Team } from './team.ts';

const FIELDS = [
  ...['created', 'commit', 'benchmark', 'budget', 'verdict', 'ratio', 'low', 'high', 'beside', 'estimate'],
  ...['since_anchor', 'dataset', 'accepted'],
];

type Told = Readonly<Record<string, unknown>>;

/** What `pacegate history --format json` says, as far as it is compared. */
function readRows(json: string): Told[] {
  const { rows } = JSON.parse(json) as { rows: readonly HistoryLine[] };
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([field]) => FIELDS.includes(field))),
  );
}

/** The same from the reports of the jobs, newest first. */
function rowsOf(pushes: readonly Job[]): Told[] {
  return pushes.toReversed().flatMap(({ report }) =>
    report.results.map(({ benchmark, budget, verdict, anchor, change, candidate, acceptance }) => {
      const { ratio, low, high } = anchor?.now ?? change ?? {};
      const told = {
        ...{ created: report.created, commit: report.candidate.commit?.id, benchmark, budget, verdict },
        ...{ ratio, low, high, estimate: candidate?.estimate, accepted: acceptance?.reason },
        beside: change && (anchor?.steps === 0 ? anchor.commit : report.baseline?.commit?.id),
        since_anchor: anchor && change?.ratio,
        dataset: report.benchmarks.find(({ name }) => name === benchmark)?.dataset?.name,
      };
      return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
    }),
  );
}

/** What the page of `--format html` draws. */
function readPage(html: string): HistoryView {
  const [, text = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html) ?? [];
  return JSON.parse(text);
}

export async function readRecord(team: Team, pythons: readonly Python[]): Promise<void> {
  team.begin('2027-12-31');
  const json = await team.pacegate('history', '--format', 'json');
  expect(json).toMatchObject({ status: 0 });
  expect(readRows(json.stdout)).toEqual(rowsOf(team.pushes));

  const table = (await team.pacegate('history', 'search')).stdout;
  expect(table).toMatch(
    /\* {2}2027-03-01 .* accepted .* \+8\.\d % .*\n {4}accepted: Nobody wants to find what is sold out\.\n/,
  );
  for (const { version } of pythons) expect(table).toMatch(new RegExp(`^  [AB]  \\w+-${version}-`, 'm'));

  const page = readPage((await team.pacegate('history', '--format', 'html')).stdout);
  const commits = team.pushes.map(({ report }) => report.candidate.commit?.id.slice(0, 8));
  expect(page.sessions.commit).toEqual(commits);
  expect(page.releases.map(({ name }) => name)).toEqual(['v1.0', 'v2.0']);
  const [search, report, ...others] = page.curves;
  expect(others).toEqual([]);
  // One chain of measured changes from the first day to the last, whatever data and interpreter it was measured with.
  for (const curve of [search, report]) expect(curve?.index?.session).toEqual([...commits.keys()]);
  expect(search).toMatchObject({
    name: 'search',
    state: 'worse',
    change: expect.stringMatching(/^\+[678]\.\d %$/),
  });
  expect(report).toMatchObject({ name: 'report', state: 'same' });
  const marks = (curve: typeof search) =>
    curve?.marks.map(({ session, kind }) => [kind, team.pushes[session]?.report.created.slice(0, 10)]);
  expect(marks(search)).toEqual([
    ['accepted', '2027-03-01'],
    ['worse', '2027-04-12'],
    ['better', '2027-04-12'],
  ]);
  expect(marks(report)).toEqual(
    expect.arrayContaining([
      ['worse', '2027-01-07'],
      ['better', '2027-01-08'],
      ['better', '2027-08-02'],
    ]),
  );
}
