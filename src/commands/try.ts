/** `pacegate try`: calls each benchmark once, and says what is missing before anybody waits for a measurement. */
import { choose } from '../budgets/choose.ts';
import type { BenchmarkSpec } from '../budgets/model.ts';
import { UsageError } from '../errors.ts';
import { planRun } from '../measuring/plan-run.ts';
import { createProgress } from '../measuring/progress.ts';
import { createRunTime } from '../measuring/run-time.ts';
import { openSession } from '../measuring/sides/session.ts';
import { type Tried, tryOnce } from '../measuring/try-once.ts';
import { plain, plainName } from '../report/words/escape.ts';
import { plural } from '../report/words/numbers.ts';
import { coversBenchmark } from '../samples/names/glob.ts';
import { nearest } from '../samples/names/nearest.ts';
import { formatQuantity } from '../samples/numbers/quantity-format.ts';
import type { Command, ExitStatus } from './command.ts';
import { MEASURING_OPTIONS, settingsFrom } from './options.ts';
import { withWorld } from './world.ts';

export const tryBenchmarks: Command = {
  usage: 'pacegate try [NAME…] [--budgets FILE]',
  summary: 'Call every benchmark once, on this side, and say what is missing. Measures nothing.',
  options: { budgets: MEASURING_OPTIONS.budgets },
  positionals: [0, 1000],
  async run(args, process) {
    const settings = settingsFrom(args, process);
    const progress = createProgress(process.stderr);
    return withWorld<ExitStatus>(process, async (world) => {
      const plan = await planRun(settings, world, progress);
      const specs = named(plan.specs, args.positionals, settings.budgets);
      const time = createRunTime(world.clock, world.clock(), plan.budgets.total_time);
      await using session = await openSession({ ...plan, specs, world, progress, time });
      const all: Tried[] = [];
      for (const spec of specs) {
        progress.show(`${spec.name}: calling it`);
        const tried = await tryOnce(spec, { session, env: world.env, signal: world.signal });
        progress.end();
        process.stdout.write(tried.map(describe).join(''));
        all.push(...tried);
        if (world.signal.aborted) break;
      }
      progress.end();
      const failed = all.filter(isMissing).length;
      const skipped = all.filter(({ failure }) => failure?.code === 'skipped').length;
      process.stdout.write(
        `\n${plural(all.length - failed - skipped, 'benchmark')} can be measured${skipped > 0 ? `, ${skipped} skipped` : ''}${failed > 0 ? `, ${failed} cannot` : ''}\n`,
      );
      return failed > 0 || all.length === skipped ? 3 : 0;
    });
  },
};

function isMissing({ failure }: Tried): boolean {
  return failure !== undefined && failure.code !== 'skipped';
}

function named(
  specs: readonly BenchmarkSpec[],
  names: readonly string[],
  file: string,
): readonly BenchmarkSpec[] {
  if (names.length === 0) return specs;
  const unknown = names.find((name) => !specs.some((spec) => coversBenchmark(name, spec.name)));
  if (unknown !== undefined) {
    const known = specs.map(({ name }) => name);
    const close = nearest(unknown, known);
    throw new UsageError(`${file} declares no benchmark "${unknown}".`, {
      hint: close ? `Did you mean ${close}?` : `It declares ${known.join(', ')}.`,
    });
  }
  return choose(specs, names);
}

function describe({ name, seconds, failure }: Tried): string {
  const label = plainName(name);
  if (failure?.code === 'skipped') return `- ${label}: ${plain(failure.message)}\n`;
  if (failure) {
    const hint = failure.hint ? `    ${plain(failure.hint)}\n` : '';
    return `∅ ${label}: ${plain(failure.message)}\n${hint}`;
  }
  return `✓ ${label}${seconds === undefined ? '' : `  ${formatQuantity(seconds, 's')}`}\n`;
}
