/**
 * Ways to be slower, crossed with runners, layouts and installs: what is five times as slow must never end with exit
 * status 0, and its unchanged twin always. Each combination is a real run of the command line.
 *
 *     npm run holes                               all combinations, resumed where the last call stopped
 *     npm run holes -- --only 'src/none/*'          LAYOUT/INSTALL/RUNNER/WAY; may be repeated
 *     npm run holes -- --sample 300               so many of them, seeded: --seed TEXT draws others
 *     npm run holes -- --again                    forgets what was measured before
 *     npm run holes -- --write                    puts the tables into docs/holes.md
 *     npm run holes -- --scratch DIR              where repositories and outcomes are kept; default: .cache/holes
 *
 * Needs git and the Python tools of the tests (`node test/tools/prepare.ts`). Other work on the machine costs time only:
 * no verdict of it counts as a hole but a wrong one.
 */
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seededRandom } from '../power/random.ts';
import { writeSection } from '../scripts/docs-section.ts';
import { matchesGlob } from '../src/samples/names/glob.ts';
import { renderHoles, renderSenseless, renderTable } from './table.ts';
import { type Cell, KINDS, kindOf, type Outcome, tryCell } from './trial.ts';
import { type Combination, combinations, nameOf } from './ways.ts';

const ROOT = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    again: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    scratch: { type: 'string', default: join(ROOT, '.cache', 'holes') },
  },
});
const KEPT = join(values.scratch, 'outcomes.jsonl');

const asked = draw(
  combinations().filter((each) => values.only?.some((pattern) => matchesGlob(pattern, nameOf(each))) ?? true),
);
if (asked.length === 0) {
  console.error("Nothing fits. Write a pattern over LAYOUT/INSTALL/RUNNER/WAY, such as 'flat/*/pytest/*'.");
  process.exit(2);
}
await mkdir(values.scratch, { recursive: true });
if (values.again) await rm(KEPT, { force: true });
const known = new Map((await kept()).map((outcome) => [nameOf(outcome), outcome]));

const cells = new Map<string, Combination[]>();
for (const each of asked) {
  if (known.has(nameOf(each))) continue;
  const title = [each.layout, each.install, each.runner].join('/');
  cells.set(title, [...(cells.get(title) ?? []), each]);
}
for (const [title, cell] of cells) {
  process.stderr.write(`${title}: ${cell.length} combinations\n`);
  const [{ layout, install, runner }] = cell as [Combination];
  const trial = await tryCell(
    [layout, install, runner] satisfies Cell,
    cell.map(({ way }) => way),
    join(values.scratch, title.replaceAll('/', '-')),
  ).catch((error: unknown) => {
    // One cell that cannot be made does not take the others with it, and is asked for again by the next call.
    process.stderr.write(`  left out: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  });
  if (!trial) continue;
  for (const outcome of trial.outcomes) {
    known.set(nameOf(outcome), outcome);
    await appendFile(KEPT, `${JSON.stringify(outcome)}\n`);
  }
  const counts = KINDS.map((kind) => [kind, trial.outcomes.filter((each) => kindOf(each) === kind).length]);
  const told = counts.filter(([, count]) => count !== 0).map(([kind, count]) => `${count} ${kind}`);
  process.stderr.write(`  ${told.join(', ')} in ${trial.seconds.toFixed(0)} s\n`);
  if (!trial.exitFits) {
    process.stderr.write('  The exit status is not that of these verdicts.\n');
    process.exitCode = 1;
  }
}

const outcomes = asked.flatMap((each) => known.get(nameOf(each)) ?? []);
const parts = { table: renderTable(outcomes), holes: renderHoles(outcomes), senseless: renderSenseless() };
process.stdout.write(`${parts.table}\n\n${parts.holes}\n`);
if (outcomes.some((outcome) => kindOf(outcome).startsWith('false'))) process.exitCode = 1;
if (values.write)
  for (const [name, text] of Object.entries(parts)) writeSection('holes.md', `holes:${name}`, text);

/** So many of them, or all where no number was asked for. */
function draw(from: Combination[]): Combination[] {
  if (values.sample === undefined) return from;
  const random = seededRandom('holes', values.seed);
  const drawn = from.map((each) => ({ each, key: random.unit() })).sort((a, b) => a.key - b.key);
  const wanted = new Set(drawn.slice(0, Number(values.sample)).map(({ each }) => each));
  return from.filter((each) => wanted.has(each));
}

async function kept(): Promise<Outcome[]> {
  const text = await readFile(KEPT, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Outcome);
}
