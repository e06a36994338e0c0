/** `pacegate compare BASELINE.json CANDIDATE.json`: judges two measurement files; runs nothing. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { budgetsFromText } from '../budgets/from-text.ts';
import { modeOf } from '../budgets/mode.ts';
import type { BudgetFile } from '../budgets/model.ts';
import { loadBudgetFile } from '../budgets/read.ts';
import { renamesOf } from '../budgets/rules/renames.ts';
import { judge } from '../comparison/judge.ts';
import { UsageError } from '../errors.ts';
import { asMeasurements } from '../formats/as-measurements.ts';
import { decodeResults, MOST_BYTES, tooLarge } from '../formats/decode.ts';
import { detectFormat } from '../formats/detect.ts';
import { readResults } from '../formats/read-results.ts';
import { findCompanion } from '../formats/tools/companion.ts';
import { writeOut } from '../measuring/write-out.ts';
import { buildReport } from '../report/build.ts';
import type { Measurements } from '../samples/measurements.ts';
import { parseMeasurements } from '../samples/measurements-file.ts';
import { renameMeasured } from '../samples/names/renames.ts';
import type { Arguments, Command, ProcessLike } from './command.ts';
import { DEFAULT_OUT } from './options.ts';
import { showReport } from './run.ts';

const DEFAULT_BUDGET = 'time < baseline + 5%';

export const compare: Command = {
  usage:
    "pacegate compare BASELINE.json CANDIDATE.json [--budgets FILE] [--budget 'time < baseline + 5%']… [--out DIR]",
  summary: `Judge two measurement files, or results of pytest-benchmark, pyperf, asv, hyperfine, k6 or locust; runs nothing. Without budgets: ${DEFAULT_BUDGET}.`,
  options: {
    budgets: { type: 'string' },
    budget: { type: 'string', multiple: true },
    out: { type: 'string' },
  },
  positionals: [2, 2],
  async run(args, process) {
    const started = performance.now();
    const [baselineFile = '', candidateFile = ''] = args.positionals;
    // One after the other: of two files that are wrong, always the first is told.
    const earlier = await read(baselineFile, 0);
    const candidate = await read(candidateFile, 1);
    const now = new Date();
    const today = now.toISOString().slice(0, 10);
    const budgets = chooseBudgets(args, process, now, earlier, candidate);
    const baseline = renameMeasured(earlier, renamesOf(budgets.benchmarks));
    const comparison = baseline.session === candidate.session ? 'side-by-side' : 'stored';
    const judgement = judge({
      budgets: budgets.benchmarks,
      accepted: budgets.accepted,
      baseline,
      candidate,
      comparison,
      final: true,
      today,
      cpuHour: budgets.cpu_hour,
    });
    const report = buildReport({
      ...judgement,
      comparison,
      mode: modeOf(budgets.gate, today),
      inconclusive: budgets.gate.inconclusive,
      overdue: budgets.gate.overdue,
      specs: budgets.benchmarks,
      baseline,
      candidate,
      cpuHour: budgets.cpu_hour,
      budgets: budgets.file,
      // The same data gives the same bytes: no clock of ours gets into the report.
      created: candidate.created,
    });
    const settings = { directory: process.cwd(), out: args.text('out') ?? DEFAULT_OUT };
    const files = await writeOut(settings, { report, candidate, baseline, profiles: [] });
    const isWritten = showReport(report, files, process);
    process.stderr.write(`compared in ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
    return report.exit === 0 && !isWritten ? 2 : report.exit;
  },
};

const KNOWN = {
  hint: 'It reads candidate.json and baseline.json, and the results of pytest-benchmark, pyperf, asv, hyperfine, k6 and locust.',
};

/** A measurement file of Pacegate's, or a results file of any tool that it knows. */
async function read(file: string, place: number): Promise<Measurements> {
  const bytes = await readBytes(file);
  const text = decodeResults(bytes);
  if (typeof text === 'object') throw new UsageError(`${file}: ${text.message}`);
  const format = detectFormat(text);
  if (format === 'pacegate' || /"format"\s*:\s*"pacegate/.test(text.slice(0, 1000)))
    return parseMeasurements(text, file);
  if (format === undefined) throw new UsageError(`${file}: no tool that Pacegate knows wrote this.`, KNOWN);
  const companion = format === 'asv' ? await findCompanion(file) : undefined;
  const results = readResults(format, { text, ...(companion !== undefined && { companion }) });
  if (results.failure) {
    const { message, hint } = results.failure;
    throw new UsageError(`${file}: ${message}`, hint === undefined ? {} : { hint });
  }
  const session = createHash('sha256').update(`${place}\0${text}`).digest('hex').slice(0, 32);
  return asMeasurements(results, session);
}

async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES) throw new UsageError(`${file}: ${tooLarge(size).message}`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UsageError(
      missing ? `${file}: there is no such file.` : `${file}: ${(error as Error).message}`,
      {
        hint: '`pacegate measure --base REF` writes both files to .pacegate/out.',
      },
    );
  }
}

/** From `--budgets`, `--budget`, or one budget for everything that either file holds. */
function chooseBudgets(
  args: Arguments,
  process: ProcessLike,
  today: Date,
  baseline: Measurements,
  candidate: Measurements,
): BudgetFile {
  const file = args.text('budgets');
  const texts = args.texts('budget');
  if (file !== undefined && texts.length > 0) {
    throw new UsageError('--budgets and --budget exclude each other.', {
      hint: 'Write the budget into the file, or leave the file out.',
    });
  }
  if (file === undefined) {
    const names = new Set([...candidate.benchmarks, ...baseline.benchmarks].map(({ name }) => name));
    if (texts.length === 0) process.stderr.write(`no budgets given: judging by ${DEFAULT_BUDGET}\n`);
    return budgetsFromText(texts.length > 0 ? texts : [DEFAULT_BUDGET], [...names]);
  }
  // Nothing is run, so neither benchmarks nor data sets need be here.
  const day = today.toISOString().slice(0, 10);
  return loadBudgetFile(file, { readFile: readFileSync, exists: () => true, today: day }, process.cwd())
    .budgets;
}
