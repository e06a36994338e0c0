/** `pacegate run --explain NAME`: why a benchmark is or is not measured, and what it depends on. Measures nothing. */
import { tellReason } from '../affected/words.ts';
import { quote } from '../budgets/shape/words.ts';
import { UsageError } from '../errors.ts';
import { findUnaffected } from '../measuring/affected/affected.ts';
import { isMeasured, type Standing, unaffectedResults } from '../measuring/affected/standing.ts';
import { isOf } from '../measuring/collecting/measure.ts';
import { planRun } from '../measuring/plan-run.ts';
import { createProgress } from '../measuring/progress.ts';
import { createRunTime } from '../measuring/run-time.ts';
import { openSession } from '../measuring/sides/session.ts';
import { startRun } from '../measuring/start-run.ts';
import { plain, plainName } from '../report/words/escape.ts';
import { nearest } from '../samples/names/nearest.ts';
import type { Settings } from '../settings.ts';
import type { ExitStatus, ProcessLike } from './command.ts';
import { withWorld } from './world.ts';

export async function explainAffected(
  name: string,
  settings: Settings,
  process: ProcessLike,
): Promise<ExitStatus> {
  const progress = createProgress(process.stderr);
  const standings = await withWorld(process, async (world) => {
    const plan = await planRun(settings, world, progress);
    const spec = plan.specs.find((one) => isOf(name, one.name));
    if (!spec) {
      const names = plan.specs.map((one) => one.name);
      const close = nearest(name, names);
      throw new UsageError(`--explain ${name}: no benchmark of this name is declared.`, {
        hint: close ? `Did you mean ${quote(close)}?` : `Declared are: ${names.map(quote).join(', ')}.`,
      });
    }
    if (plan.base === undefined) {
      throw new UsageError('--explain compares with a base commit, and none is named.', {
        hint: 'Write for example --base main.',
      });
    }
    const time = createRunTime(world.clock, world.clock(), plan.budgets.total_time);
    const one = { ...plan, specs: [spec] };
    await using session = await openSession({ ...one, world, progress, time });
    const run = await startRun(one, session, time, world, progress);
    const store = await world.openStore(plan.budgets.baseline, plan.directory);
    return (await findUnaffected(one, run, store, settings)) ?? [];
  });
  progress.end();
  const asked = standings.filter(({ spec, names }) => names.includes(name) || spec.name === name);
  if (standings.length > 0 && asked.length === 0) {
    const close = nearest(
      name,
      standings.flatMap(({ names }) => names),
    );
    throw new UsageError(`--explain ${name}: the suite has no benchmark of this name.`, {
      ...(close && { hint: `Did you mean ${quote(close)}?` }),
    });
  }
  const [only] = asked;
  process.stdout.write(only === undefined ? NEVER : asked.length === 1 ? tell(only) : tellSuite(name, asked));
  return 0;
}

const NEVER =
  'It is measured: it is compared with stored measurements only, or the base could not be set up.\n';

/** A line for each of its benchmarks; those that are measured first. */
function tellSuite(name: string, standings: readonly Standing[]): string {
  const measured = standings.filter(isMeasured);
  const lines = [
    ...measured.map(
      (each) => `${nameOf(each)} is measured: ${tellReason(each.reasons[0] ?? NO_REASON, plain)}`,
    ),
    ...standings.filter((each) => !isMeasured(each)).map((each) => `${nameOf(each)}: unaffected`),
  ];
  const all = `${measured.length} of ${standings.length} benchmarks of ${plainName(name)} are measured.`;
  return `${[all, '', ...lines, '', WHOLE_REASON].join('\n')}\n`;
}

const NO_REASON = { kind: 'asked-for' } as const;
const WHOLE_REASON = '--explain with the whole name of one of them says what it depends on.';

function nameOf({ names, spec }: Standing): string {
  return plainName(names.length === 1 ? (names[0] ?? spec.name) : spec.name);
}

function tell(standing: Standing): string {
  const name = nameOf(standing);
  const verdict = isMeasured(standing)
    ? [`${name} is measured:`, ...standing.reasons.map((reason) => `- ${tellReason(reason, plain)}`)]
    : [`${name}: ${unaffectedResults(standing)[0]?.reason ?? 'unaffected'}`];
  const { recording } = standing;
  const list = (title: string, names: readonly string[]) =>
    names.length === 0 ? [] : ['', `${title}:`, ...[...names].sort().map((each) => `  ${plain(each)}`)];
  const dependencies = recording
    ? [
        ...(recording.level === 'functions'
          ? list('Code that it may reach', Object.keys(recording.code))
          : list('Modules, compared whole', Object.keys(recording.modules))),
        ...list('Other files that it loads or reads', Object.keys(recording.files)),
        ...list('Directories that it lists', Object.keys(recording.directories)),
      ]
    : [];
  return `${[...verdict, ...dependencies].join('\n')}\n`;
}
