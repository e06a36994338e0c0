/** `pacegate profile NAME`: where the time goes, and with `--base` what got slower. */
import { join, relative } from 'node:path';
import { findChangedLines } from '../../checkouts/git/changed-lines.ts';
import { makeOut } from '../../checkouts/own/own-directory.ts';
import { UsageError } from '../../errors.ts';
import {
  markChanged,
  profile as profileBenchmark,
  profileLines,
} from '../../measuring/explaining/explain-slowdowns.ts';
import { addSource } from '../../measuring/explaining/source-lines.ts';
import { planRun } from '../../measuring/plan-run.ts';
import { createProgress } from '../../measuring/progress.ts';
import { createRunTime } from '../../measuring/run-time.ts';
import { openSession } from '../../measuring/sides/session.ts';
import { writeProfiles } from '../../measuring/write-out.ts';
import { findCulprits } from '../../profiles/culprits.ts';
import { divideAmongLines } from '../../profiles/lines.ts';
import { renderProfile } from '../../report/profiles/table.ts';
import { plain } from '../../report/words/escape.ts';
import { nearest } from '../../samples/names/nearest.ts';
import type { Command, ExitStatus } from '../command.ts';
import { choiceFrom, MEASURING_OPTIONS, settingsFrom } from '../options.ts';
import { withWorld } from '../world.ts';
import { openPage } from './open-page.ts';
import { profilePid } from './profile-pid.ts';

const TOOLS = ['cprofile', 'py-spy', 'bytecodes'] as const;

export const profile: Command = {
  usage: `pacegate profile NAME [--base REF [--base-exact]] [--tool ${TOOLS.join('|')}] [--budgets FILE] [--out DIR] [--open], or --pid N [--seconds S] [--out DIR]`,
  summary:
    'Where the time goes; with --base also which function got slower, with --pid in a process that is running already. Profiles are written to DIR/profiles; --open shows the page.',
  options: {
    budgets: MEASURING_OPTIONS.budgets,
    base: MEASURING_OPTIONS.base,
    'base-exact': MEASURING_OPTIONS['base-exact'],
    out: MEASURING_OPTIONS.out,
    tool: { type: 'string' },
    open: { type: 'boolean' },
    pid: { type: 'string' },
    seconds: { type: 'string' },
  },
  positionals: [0, 1],
  async run(args, process) {
    if (args.text('pid') !== undefined) return profilePid(args, process);
    const [name] = args.positionals;
    if (name === undefined || args.text('seconds') !== undefined) {
      throw new UsageError(
        name === undefined ? 'profile needs the name of a benchmark.' : '--seconds goes with --pid.',
        { hint: 'Write `pacegate profile NAME`, or `pacegate profile --pid N --seconds S`.' },
      );
    }
    const tool = choiceFrom('tool', args.text('tool') ?? 'cprofile', TOOLS);
    const settings = settingsFrom(args, process);
    const progress = createProgress(process.stderr);
    return withWorld<ExitStatus>(process, async (world) => {
      const started = world.clock();
      const plan = await planRun(settings, world, progress);
      const spec = plan.specs.find((each) => name === each.name || name.startsWith(`${each.name}/`));
      if (!spec) {
        const close = nearest(
          name,
          plan.specs.map((each) => each.name),
        );
        throw new UsageError(`${settings.budgets} declares no benchmark "${name}".`, {
          hint: close
            ? `Did you mean ${close}?`
            : `It declares ${plan.specs.map((each) => each.name).join(', ')}.`,
        });
      }
      const time = createRunTime(world.clock, started, plan.budgets.total_time);
      await using session = await openSession({ ...plan, specs: [spec], world, progress, time });
      const checkouts =
        plan.base === undefined ? [session.candidate] : (await session.addBase(plan.base)).checkouts;
      const order = {
        spec,
        sub: name === spec.name ? undefined : name.slice(spec.name.length + 1),
        checkouts,
        tool,
        run: { session, signal: world.signal, progress },
        env: world.env,
        timeLeft: createTimeLeft(world.clock, Math.min(spec.measure.max_time, time.left())),
      };
      const forLines = LINES_SHARE * order.timeLeft();
      const found = await profileBenchmark({ ...order, timeLeft: () => order.timeLeft() - forLines });
      if (!found) return 3;
      const profiled =
        plan.base === undefined
          ? found
          : markChanged(found, await findChangedLines(session.candidate.root, plan.base, world.signal));
      if (profiled.candidate.best === undefined) {
        process.stderr.write(
          `${plain(name)}: nothing was profiled in time; raise max_time (and timeout), or give it less work.\n`,
        );
        return 3;
      }
      // Where there was no time to compare, the candidate's profile is what can be shown.
      const comparison =
        profiled.comparison.obstacle === 'too-few-processes'
          ? findCulprits([], profiled.candidate.profiles)
          : profiled.comparison;
      const costs = await profileLines(order);
      const lines = await addSource(session.candidate.root, divideAmongLines(comparison.functions, costs));
      progress.end();
      const { question } = spec;
      const shown = {
        ...profiled,
        ...{ benchmark: name, comparison, lines },
        ...(question !== undefined && { question }),
      };
      const out = join(await makeOut(settings.directory, settings.out), 'profiles');
      const [page = ''] = await writeProfiles(out, [shown]);
      process.stdout.write(`${renderProfile(name, comparison, shown)}\n`);
      process.stderr.write(
        `profiles: ${relative(process.cwd(), out)} (*.html for a browser, ${profiled.candidate.stats.length > 0 ? '*.prof for snakeviz and pstats, ' : ''}*.speedscope.json for speedscope, *.collapsed.txt for flamegraph.pl)\n`,
      );
      if (args.flag('open')) await openPage(relative(process.cwd(), page), process);
      return 0;
    });
  },
};

/** Of the time for profiling. */
const LINES_SHARE = 0.2;

function createTimeLeft(clock: () => number, seconds: number): () => number {
  const until = clock() + seconds;
  return () => until - clock();
}
