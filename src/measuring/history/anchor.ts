/** What was measured between the anchor of the budget file and the base: from the history, for budgets with `anchor`. */
import type { BudgetFile } from '../../budgets/model.ts';
import { tryGit } from '../../checkouts/git/git.ts';
import { ancestors, type Repository } from '../../checkouts/git/repository.ts';
import { type AnchorChange, anchorKey } from '../../comparison/request.ts';
import { UsageError } from '../../errors.ts';
import { type Chain, chainOf, type Place, placesOf } from '../../history/chain.ts';
import { gatherSeries } from '../../history/series.ts';
import type { BaselineStore } from '../../stores/store.ts';
import type { Plan } from '../plan-run.ts';
import type { AnchorHistory } from '../strategies.ts';

/** Sessions and commits that are looked back at: years of pushes. */
const SESSIONS = 10_000;
const COMMITS = 50_000;

/** The plan with what its budgets with `anchor` are judged by. */
export async function withAnchor(plan: Plan, openStore: () => Promise<BaselineStore>): Promise<Plan> {
  const anchorHistory = await openAnchor(plan.budgets, plan.repository, openStore);
  return anchorHistory ? { ...plan, judging: { ...plan.judging, anchorHistory } } : plan;
}

/**
 * Undefined where no budget asks for it.
 * @throws UsageError where the anchor is no commit of this repository
 */
export async function openAnchor(
  { baseline, benchmarks }: BudgetFile,
  repository: Repository | undefined,
  openStore: () => Promise<BaselineStore>,
): Promise<AnchorHistory | undefined> {
  const { anchor } = baseline;
  const asked = benchmarks.some(({ budgets }) => budgets.some(({ bound }) => bound.kind === 'anchor'));
  if (!anchor || !asked || !repository) return undefined;
  const commit = await resolveAnchor(anchor, repository);
  const sessions = [...(await (await openStore()).summaries({ limit: SESSIONS }))].reverse();
  const chains = gatherSeries(sessions).map(({ benchmark, metric, measured }) => ({
    key: anchorKey(benchmark, metric),
    chain: chainOf(measured),
  }));
  return async (base) => {
    const atOrBefore = new Set(await ancestors(repository, commit, COMMITS));
    if (atOrBefore.has(base)) {
      const otherwise = { log: 0, variance: 0, steps: 0, commit: base };
      return { name: anchor.name, commit, changes: new Map(), otherwise };
    }
    const towards = await ancestors(repository, base, COMMITS);
    const changes = chains.flatMap(({ key, chain }): [string, AnchorChange][] => {
      const place = placeOf(chain, towards, (each) => atOrBefore.has(each));
      return place ? [[key, asChange(place)]] : [];
    });
    return { name: anchor.name, commit, changes: new Map(changes) };
  };
}

/**
 * From the last commit at or before the anchor that was measured to the base, or to the last one before it.
 * @param towards the base and its ancestors, nearest first
 */
function placeOf(
  chain: Chain,
  towards: readonly string[],
  isStart: (commit: string) => boolean,
): Place | undefined {
  const places = placesOf(chain, isStart);
  const begins = new Set([...chain.values()].flatMap((links) => links.map(({ beside }) => beside)));
  const end = towards.find((commit) => chain.has(commit) || begins.has(commit));
  if (end === undefined) return undefined;
  return isStart(end) ? { start: end, log: 0, variance: 0, steps: 0 } : places.get(end);
}

function asChange({ start, ...place }: Place): AnchorChange {
  return { ...place, commit: start };
}

async function resolveAnchor(
  { name, position }: NonNullable<BudgetFile['baseline']['anchor']>,
  repository: Repository,
): Promise<string> {
  const cwd = repository.root;
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(name);
  const found = isDate
    ? await tryGit(['rev-list', '--max-count=1', '--first-parent', `--before=${name}T00:00:00Z`, 'HEAD'], {
        cwd,
      })
    : await tryGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], { cwd });
  const commit = found.stdout.trim().split('\n').at(-1) ?? '';
  if (found.ok && commit !== '') return commit;
  const what = isDate ? `has no commit before ${name}` : `has no tag or commit \`${name}\``;
  throw new UsageError('The anchor cannot be found.', {
    problems: [{ severity: 'error', position, message: `this clone ${what}` }],
    hint: repository.shallow
      ? 'Only the newest commits are here: fetch all, in GitHub Actions by `fetch-depth: 0`.'
      : 'Write a tag, a commit or a day in `baseline.anchor`; `git fetch --tags` brings tags that are not here.',
  });
}
