/**
 * How often the right function is named. Four small programs get slower by 5, 8 and 30 % of one of their functions, in eight
 * ways; each is profiled side by side as `pacegate run` does it, and so is code that is the same.
 *
 *     npm run culprits                        one trial of each, half an hour
 *     npm run culprits -- --trials 3          three of each, of other functions
 *     npm run culprits -- --only web,batch    some of the programs
 *     npm run culprits -- --kinds own,calls   some of the ways
 *     npm run culprits -- --judge             judges what is recorded, without taking more
 *     npm run culprits -- --details           one line for each trial
 *     npm run culprits -- --write             puts the table into docs/culprits.md
 *     npm run culprits -- --scratch DIR       where trials are recorded; default: .cache/culprits
 *
 * What is recorded is not taken again, so that a run that was ended goes on where it was. Prints one table.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSection } from '../scripts/docs-section.ts';
import { type Judged, judge } from './judge.ts';
import { KINDS, PERCENTS, PROGRAMS, SAME } from './programs.ts';
import { renderTable, renderTrial } from './table.ts';
import { fileOf, type Trial, take } from './trial.ts';

const { values } = parseArgs({
  options: {
    trials: { type: 'string', default: '1' },
    only: { type: 'string', default: PROGRAMS.map(({ name }) => name).join(',') },
    kinds: { type: 'string', default: [...KINDS, ...SAME].join(',') },
    judge: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    details: { type: 'boolean', default: false },
    scratch: { type: 'string', default: join(import.meta.dirname, '..', '.cache', 'culprits') },
  },
});
const programs = PROGRAMS.filter(({ name }) => values.only.split(',').includes(name));
const kinds = new Set(values.kinds.split(','));
const known = [...PROGRAMS.map(({ name }) => name), ...KINDS, ...SAME] as const;
const unknown = [...values.only.split(','), ...kinds].filter((name) => !known.some((each) => each === name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. Write any of ${known.join(', ')}.`);
  process.exit(2);
}

/** The first trial of everything before the second of anything, and what is easiest to see first. */
function* trials(): Generator<Trial> {
  for (let number = 0; number < Number(values.trials); number++) {
    for (const program of programs)
      for (const kind of SAME) if (kinds.has(kind)) yield { program, kind, percent: 0, number };
    for (const percent of PERCENTS)
      for (const kind of KINDS)
        for (const program of programs) if (kinds.has(kind)) yield { program, kind, percent, number };
  }
}

const judged: Judged[] = [];
for (const trial of trials()) {
  if (values.judge && !existsSync(fileOf(values.scratch, trial))) continue;
  const result = judge(await take(trial, values.scratch));
  judged.push(result);
  const out = values.details ? process.stdout : process.stderr;
  if (values.details || !values.judge) out.write(`${renderTrial(result, trial.number)}\n`);
}
const table = renderTable(judged);
process.stdout.write(`${table}\n`);
if (values.write) writeSection('culprits.md', 'culprits:table', table);
