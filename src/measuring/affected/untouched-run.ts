/**
 * A change of prose that nothing reads: known from what was recorded when the base's own baseline was saved, before a checkout is
 * made or a process started.
 */
import { differsInDefinition, unanswered } from '../../affected/needs.ts';
import { isProse, isUntouched } from '../../affected/untouched.ts';
import { changedFiles } from '../../checkouts/git/changed-files.ts';
import type { Environment } from '../../samples/environment.ts';
import type { Settings } from '../../settings.ts';
import type { BaselineStore, Entry } from '../../stores/store.ts';
import { isOf } from '../collecting/measure.ts';
import type { Plan } from '../plan-run.ts';
import { machine } from '../sides/environment.ts';
import type { Standing } from './standing.ts';

export interface Untouched {
  /** All of them with a proof. */
  readonly standings: readonly Standing[];
  readonly environment: Environment;
}

/** Undefined where anything has to be started, or the store does not say. */
export async function findUntouched(
  plan: Plan,
  store: BaselineStore,
  settings: Settings,
): Promise<Untouched | undefined> {
  const { base, repository, specs } = plan;
  const isAsked = settings.all === true || settings.saveBaseline || settings.continuesHistory === true;
  if (base === undefined || !repository || plan.compare === 'stored' || isAsked) return undefined;
  const changed = await changedFiles(repository, base, [settings.out, plan.budgets.baseline.path]);
  // A store may lie behind a network: it is asked only where its answer can matter.
  if (!isProse(changed)) return undefined;
  const entry = await entryOf(store, base).catch(() => undefined);
  if (!entry?.reads) return undefined;
  // Which machine the base was measured on does not matter to what it reads, but it does to an absolute budget.
  const earlier = isLikeThis(entry.measurements.environment) ? (entry.history ?? []) : [];
  const standings = specs.map((spec): Standing | undefined => {
    const reads = Object.hasOwn(entry.reads ?? {}, spec.name) ? entry.reads?.[spec.name] : undefined;
    if (!reads || spec.measure.affected === 'all' || spec.measure.chosen) return undefined;
    if (differsInDefinition(spec, plan.judging.baseBudgets?.benchmarks)) return undefined;
    const names = entry.measurements.benchmarks
      .map(({ name }) => name)
      .filter((name) => isOf(name, spec.name));
    if (names.length === 0 || unanswered(spec, names, earlier).length > 0) return undefined;
    if (!isUntouched(reads, changed)) return undefined;
    const proof = { level: 'files', code: 0, files: reads.paths.length, packages: 0, commit: base } as const;
    return { spec, names, proof };
  });
  const known = standings.filter((standing) => standing !== undefined);
  if (known.length === 0 || known.length < standings.length) return undefined;
  return { standings: known, environment: entry.measurements.environment };
}

/** As far as that can be told without asking an interpreter: which one it is the set-up says, and that is the base's. */
function isLikeThis(environment: Environment): boolean {
  const here = machine();
  return (['cpu', 'cores', 'os'] as const).every((fact) => environment[fact] === here[fact]);
}

/** The newest of the commit, on whatever machine it was measured. */
async function entryOf(store: BaselineStore, commit: string): Promise<Entry | undefined> {
  const info = (await store.list()).find((each) => each.commit === commit);
  return info && (await store.find({ environmentKey: info.environmentKey, commits: [commit] }));
}
