/** `pacegate run --explain NAME`: why a benchmark is or is not measured, and what it depends on. Measures nothing. */
import { tellReason } from '../affected/words.ts';
import { quote } from '../budgets/shape/words.ts';
import { UsageError } from '../errors.ts';
import {
  findUnaffected,
  isMeasured,
  type Standing,
  unaffectedResults,
} from '../measuring/affected/affected.ts';
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
  const standing = await withWorld(process, async (world) => {
    const plan = await planRun(settings, world, progress);
    const spec = plan.specs.find((one) => one.name === name);
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
    const [found] = (await findUnaffected(one, run, store, settings)) ?? [];
    return found;
  });
  progress.end();
  process.stdout.write(standing ? tell(name, standing) : NEVER);
  return 0;
}

const NEVER =
  'It is measured: it is compared with stored measurements only, or the base could not be set up.\n';

function tell(name: string, standing: Standing): string {
  const verdict = isMeasured(standing)
    ? [
        `${plainName(name)} is measured:`,
        ...standing.reasons.map((reason) => `- ${tellReason(reason, plain)}`),
      ]
    : [`${plainName(name)}: ${unaffectedResults(standing)[0]?.reason ?? 'unaffected'}`];
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
