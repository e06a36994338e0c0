/**
 * Real projects with benchmarks of their own, of every kind that Pacegate runs: a change that changes nothing and one that
 * makes a function slower, judged as a maintainer would have it, at the defaults that `pacegate init` writes.
 *
 *     npm run suites                    all projects, as docs/suites.md shows them (about two hours)
 *     npm run suites -- yarl cattrs     some of them; the tables hold what earlier runs left of the others in DIR, too
 *     npm run suites -- --write         puts the tables into docs/suites.md
 *     npm run suites -- --no-peers      without the frameworks' own comparisons
 *     npm run suites -- --scratch DIR   where repositories, output and reports are kept; default: .cache/suites/run
 *
 * Needs git, tar, Python 3 with venv, PyPI, and a machine that does nothing else.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeSection } from '../scripts/docs-section.ts';
import { PROJECTS } from './projects.ts';
import { CLI } from './repository.ts';
import { renderPatches, renderPeers, renderTable } from './table.ts';
import { type Row, tryProject } from './trial.ts';

const ROOT = join(import.meta.dirname, '..');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    write: { type: 'boolean', default: false },
    peers: { type: 'boolean', default: true },
    scratch: { type: 'string', default: join(ROOT, '.cache', 'suites', 'run') },
  },
});
const unknown = positionals.filter((name) => !PROJECTS.some(({ release }) => release.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no project ${unknown.join(', ')}. Write any of ${PROJECTS.map(({ release }) => release.name).join(', ')}.`,
  );
  process.exit(2);
}
if (!existsSync(CLI)) {
  console.error('There is no dist: npm run build');
  process.exit(2);
}

const rowFile = (name: string) => join(values.scratch, `${name}.row.json`);
mkdirSync(values.scratch, { recursive: true });
for (const project of PROJECTS) {
  const { name, version } = project.release;
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  process.stderr.write(`${name} ${version} (${project.kind})\n`);
  try {
    const tell = (text: string) =>
      process.stderr.write(`${text}
`);
    const { project: _, ...row } = await tryProject(project, {
      ...{ scratch: values.scratch, withPeers: values.peers, tell },
    });
    writeFileSync(rowFile(name), JSON.stringify(row));
  } catch (error) {
    // One project that cannot be had does not take the others' rows with it.
    process.stderr.write(`  left out: ${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
const rows = PROJECTS.flatMap((project): Row[] => {
  const file = rowFile(project.release.name);
  return existsSync(file) ? [{ project, ...JSON.parse(readFileSync(file, 'utf8')) }] : [];
});
const parts = { table: renderTable(rows), peers: renderPeers(rows), patches: renderPatches(rows) };
process.stdout.write(`${Object.values(parts).join('\n\n')}\n`);
for (const { project, planted, falseAlarms } of rows) {
  const lost = planted.expected.filter((result) => !planted.found.includes(result));
  for (const { benchmark, verdict, reason } of lost)
    process.stdout.write(`${project.release.name}: not found: ${benchmark}: ${verdict}: ${reason}\n`);
  for (const benchmark of falseAlarms)
    process.stdout.write(`${project.release.name}: false alarm: ${benchmark}\n`);
}
if (values.write)
  for (const [name, text] of Object.entries(parts)) writeSection('suites.md', `suites:${name}`, text);
