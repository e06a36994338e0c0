/** The sides of a session: the working tree and, where wanted, the base commit, each set up and ready to be measured. */
import { resolve } from 'node:path';
import type { BenchmarkSpec } from '../../budgets/model.ts';
import type { Repository } from '../../checkouts/git/repository.ts';
import { findEmptySubmodules } from '../../checkouts/git/submodules.ts';
import { type Overlaid, overlay } from '../../checkouts/overlay.ts';
import { removeOldScratches } from '../../checkouts/own/scratch.ts';
import { runSetups, type SetupFailures } from '../../checkouts/setup.ts';
import { type BaseWorktree, candidateCheckout, checkOutBase } from '../../checkouts/worktree.ts';
import { cleanEnvironment, withheldNames } from '../../runners/processes/clean-environment.ts';
import { runProcess } from '../../runners/processes/process.ts';
import { adviseVariables } from '../../runners/processes/withheld-advice.ts';
import type { Checkout } from '../../samples/checkout.ts';
import type { Failure } from '../../samples/measurements.ts';
import type { World } from '../../settings.ts';
import type { Progress } from '../progress.ts';
import type { RunTime } from '../run-time.ts';

export interface SessionRequest {
  readonly directory: string;
  readonly repository: Repository | undefined;
  readonly specs: readonly BenchmarkSpec[];
  readonly world: Pick<World, 'env' | 'signal'>;
  readonly progress: Progress;
  /** Nothing is set up beyond it. */
  readonly time: RunTime;
}

export interface Session extends AsyncDisposable {
  readonly candidate: Checkout;
  /** Why a benchmark cannot be measured on a side: its `setup` failed there. */
  readonly broken: SetupFailures;
  /** Checks the base commit (a full id) out beside the candidate, once, and sets it up in the same way. */
  addBase(commit: string): Promise<Sides>;
  /** Checks it out once more, for these benchmarks, with the base's own benchmark files in place of the candidate's. */
  addOwnBase(commit: string, specs: readonly BenchmarkSpec[]): Promise<OwnSides>;
}

export interface Sides {
  /** The base first. */
  readonly checkouts: readonly [Checkout, Checkout];
  /** Which of the benchmarks' own files differed: the candidate's are used on both sides. */
  readonly overlaid: Overlaid;
}

export interface OwnSides extends Pick<Sides, 'checkouts'> {
  readonly broken: SetupFailures;
}

export async function openSession(request: SessionRequest): Promise<Session> {
  await removeOldScratches();
  const { repository, specs, progress } = request;
  const { env, signal } = request.world;
  const emptySubmodules = repository ? await findEmptySubmodules(repository.root, signal) : [];
  const known = emptySubmodules.length > 0 ? { emptySubmodules } : {};
  const candidate = { ...candidateOf(request), ...known };
  const ofCandidate = await setUp(candidate, request);
  let ofBase: SetupFailures = () => undefined;
  let worktree: BaseWorktree | undefined;
  let ownWorktree: BaseWorktree | undefined;
  let sides: Promise<Sides> | undefined;

  async function checkOut(commit: string): Promise<Sides> {
    if (!repository) throw new Error('a base needs a repository');
    progress.show(`checking out the base ${commit.slice(0, 8)}`);
    worktree = await checkOutBase(repository, commit, { env: { ...env }, signal });
    // It gets the submodules that the candidate has.
    const base = { ...worktree.checkout, ...known };
    const overlaid = await layOver(candidate, base, specs);
    for (const note of [...worktree.notes, ...overlaid.notes]) progress.say(note);
    ofBase = await setUp(base, request);
    return { checkouts: [base, { ...candidateCheckout(repository, worktree), ...known }], overlaid };
  }

  async function checkOutOwn(commit: string, wanted: readonly BenchmarkSpec[]): Promise<OwnSides> {
    if (!repository) throw new Error('a base needs a repository');
    progress.show(`checking out the base ${commit.slice(0, 8)} with its own benchmarks`);
    ownWorktree = await checkOutBase(repository, commit, { env: { ...env }, signal });
    // In an environment that is shared by all checkouts the set-up of any could have left its code.
    const others = worktree ? [worktree.checkout.root] : [];
    const ownBase = {
      ...ownWorktree.checkout,
      ...known,
      foreign: [...ownWorktree.checkout.foreign, ...others],
    };
    const after = { ...candidateCheckout(repository, ownWorktree), ...known };
    const ofOwnBase = await setUp(ownBase, { ...request, specs: wanted });
    return {
      checkouts: [ownBase, { ...after, foreign: [...after.foreign, ...others] }],
      broken: (name, side) => (side === 'candidate' ? ofCandidate : ofOwnBase)(name, side),
    };
  }

  return {
    candidate,
    broken: (name, side) => (side === 'candidate' ? ofCandidate : ofBase)(name, side),
    addBase(commit) {
      sides ??= checkOut(commit);
      return sides;
    },
    addOwnBase: checkOutOwn,
    async [Symbol.asyncDispose]() {
      await sides?.catch(() => undefined);
      await worktree?.[Symbol.asyncDispose]();
      await ownWorktree?.[Symbol.asyncDispose]();
    },
  };
}

/** The working tree, in its repository where it has one. */
export function candidateOf({
  repository,
  directory,
}: Pick<SessionRequest, 'repository' | 'directory'>): Checkout {
  if (repository) return candidateCheckout(repository);
  const root = resolve(directory);
  return { side: 'candidate', directory: root, root, foreign: [] };
}

async function setUp(
  checkout: Checkout,
  { specs, world: { env, signal }, progress, time }: SessionRequest,
): Promise<SetupFailures> {
  const failures = await runSetups({
    checkouts: [checkout],
    benchmarks: specs.map(({ name, measure }) => ({
      name,
      setup: measure.setup,
      env: cleanEnvironment(env, {}, measure),
    })),
    run: runProcess,
    env: cleanEnvironment(env),
    signal,
    timeLeft: time.left,
    onStart: (side, command) => progress.say(`setting up the ${side}: ${command}`),
  });
  const advised = new Map<string, Failure>();
  for (const { name, measure } of specs) {
    const failure = failures(name, checkout.side);
    if (!failure) continue;
    const withheld = withheldNames(env, measure);
    advised.set(name, await adviseVariables(failure, withheld, measure, checkout.directory));
  }
  return (name) => advised.get(name);
}

function layOver(candidate: Checkout, base: Checkout, specs: readonly BenchmarkSpec[]): Promise<Overlaid> {
  return overlay({
    candidate: candidate.directory,
    base: base.directory,
    baseRoot: base.root,
    benchmarks: specs.map(({ name, runner, dataset }) => ({
      name,
      spec: runner,
      ...(dataset?.path !== undefined && { dataset: dataset.path }),
    })),
  });
}
