/**
 * How well the rule decides, and the rules of others on the same processes. Everything is resampled from recorded or
 * made-up noise with fixed seeds, so that the same checkout always prints the same tables.
 *
 *     npm run power                  all tables, as docs/statistics.md shows them (about an hour)
 *     npm run power -- --scale 0.1   a tenth of the trials
 *     npm run power -- --only many   one table
 *     npm run power -- --write       puts the tables into docs/statistics.md
 *     npm run power -- --real        judges pairs of published packages (see power/real.ts)
 */
import { parseArgs } from 'node:util';
import { hasSection, writeSection } from '../scripts/docs-section.ts';
import { loadCorpus } from './corpus.ts';
import { exampleTable } from './example.ts';
import { guardsTable } from './guards.ts';
import { levelsTable } from './levels-table.ts';
import { loadPairs, workloadsOf } from './pairs.ts';
import {
  bimodalTable,
  manyTable,
  peersTable,
  sequenceTable,
  storedTable,
  syntheticTable,
} from './sections.ts';
import { costsTable, spreadTable } from './spread.ts';
import { NEVER_SEEN, TUNED, turnsTable } from './turns-table.ts';
import { withoutTable } from './without.ts';

const DOCUMENT = 'statistics.md';
const { values } = parseArgs({
  options: {
    scale: { type: 'string', default: '1' },
    write: { type: 'boolean', default: false },
    real: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

const noise = () => loadCorpus('noise');
const sequence = () => loadCorpus('sequence');
const TABLES: readonly {
  readonly name: string;
  readonly trials: number;
  readonly make: (n: number) => string;
}[] = [
  { name: 'peers', trials: 350, make: (n) => peersTable(noise(), n) },
  { name: 'turns', trials: 100, make: (n) => turnsTable(n, [TUNED]) },
  { name: 'held-out', trials: 300, make: (n) => turnsTable(n, [NEVER_SEEN]) },
  {
    name: 'workloads',
    trials: 100,
    make: (n) =>
      turnsTable(
        n,
        workloadsOf(loadPairs()).map((name) => ({ name, only: (workload: string) => workload === name })),
        ['matched'],
      ),
  },
  {
    name: 'sequence',
    trials: 100,
    make: (n) =>
      sequenceTable(
        [
          { name: 'noise.json', corpus: noise() },
          { name: 'sequence.json', corpus: sequence() },
        ],
        n,
      ),
  },
  { name: 'without', trials: 60, make: withoutTable },
  { name: 'guards', trials: 300, make: guardsTable },
  { name: 'spread', trials: 1, make: spreadTable },
  { name: 'costs', trials: 1, make: costsTable },
  { name: 'example', trials: 1, make: exampleTable },
  { name: 'levels', trials: 200_000, make: levelsTable },
  { name: 'many', trials: 300, make: manyTable },
  { name: 'stored', trials: 300, make: (n) => storedTable(noise(), n) },
  { name: 'synthetic', trials: 1000, make: syntheticTable },
  { name: 'bimodal', trials: 1000, make: bimodalTable },
];

/** What the document has no place for is shown, and not kept. */
function write(name: string, table: string): void {
  if (hasSection(DOCUMENT, `power:${name}`)) writeSection(DOCUMENT, `power:${name}`, table);
}

if (values.real) {
  const { judgeReal } = await import('./real.ts');
  const table = await judgeReal(values.only);
  if (values.write) write('real', table);
} else {
  for (const { name, trials, make } of TABLES) {
    if (values.only !== undefined && values.only !== name) continue;
    const started = performance.now();
    const table = make(Math.ceil(trials * Number(values.scale)));
    process.stdout.write(`${name} (${((performance.now() - started) / 1000).toFixed(0)} s)\n\n${table}\n\n`);
    if (values.write) write(name, table);
  }
}
