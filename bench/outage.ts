/**
 * The action while every service is out of order: the seconds from the end of measuring to the verdict, and from there to the end of
 * the step. The stand-ins of test/action/lab.ts answer every request with a status, or never.
 */

import {
  mergedPullRequest,
  openServer,
  project,
  pullRequestEvent,
  pushEvent,
  runStep,
  type Step,
  speed,
  type Trouble,
} from '../test/action/lab.ts';
import { makeRepository } from '../test/checkouts/git-fixture.ts';
import type { Figure } from './figure.ts';

const TROUBLES: readonly Trouble[] = [403, 429, 502, 'hangs'];
const STORES = ['branch', 'cache', 'artifact'];

/** Seconds. */
interface Waited {
  readonly untilVerdict: number;
  readonly afterVerdict: number;
}

export async function outage(): Promise<Figure[]> {
  const waited: Waited[] = [];
  for (const trouble of TROUBLES) waited.push(...(await withTrouble(trouble)));
  const worst = (of: (each: Waited) => number) => Math.max(...waited.map(of));
  const detail = `the longest of ${waited.length} runs: API, git, cache and artifacts answer ${TROUBLES.join(', ')}; stores ${STORES.join(', ')}; a push and a pull request each`;
  return [
    {
      name: 'with every service failing, from the end of measuring to the verdict',
      value: worst(({ untilVerdict }) => untilVerdict),
      unit: 's',
      limit: { op: '<=', value: 5 },
      detail,
    },
    {
      name: 'with every service failing, from the verdict to the end of the step',
      value: worst(({ afterVerdict }) => afterVerdict),
      unit: 's',
      limit: { op: '<=', value: 60 },
      detail,
    },
  ];
}

/** All stores and both events at the same time: most of it is waiting. */
async function withTrouble(trouble: Trouble): Promise<Waited[]> {
  await using server = await openServer(() => trouble);
  const env = {
    ACTIONS_RESULTS_URL: `${server.url}/`,
    ACTIONS_RUNTIME_TOKEN: `x.${btoa(JSON.stringify({ scp: 'Actions.Results:run:job' }))}.x`,
    ACTIONS_CACHE_SERVICE_V2: 'true',
    GITHUB_API_URL: server.url,
    GITHUB_SERVER_URL: server.url,
  };
  const runs = STORES.flatMap((store) => {
    const files = project({ baseline: `{ store: ${store} }`, budgets: '[time < 1 s]' });
    const pushed = makeRepository(files);
    const { repository, head, base } = mergedPullRequest(files, { 'speed.json': speed(150) });
    for (const each of [pushed, repository]) each.git('remote', 'add', 'origin', `${server.url}/acme/shop`);
    const event = pushEvent(pushed.git('rev-parse', 'HEAD'));
    return [
      { repository: pushed, name: 'push', ref: 'refs/heads/main', event, verdict: 'pass' },
      { repository, event: pullRequestEvent({ head, base }), api: server, verdict: 'fail' },
    ];
  });
  return Promise.all(runs.map(({ verdict, ...step }) => timed({ ...step, env }, verdict)));
}

async function timed(step: Step, verdict: string): Promise<Waited> {
  let measured = Number.NaN;
  const note = () => {
    measured = Date.now();
  };
  const {
    outputs,
    afterVerdict = Number.NaN,
    log,
  } = await runStep({ ...step, when: { log: /all done/, act: note } });
  if (outputs.verdict !== verdict) throw new Error(`The verdict is lost:\n${log}`);
  return { untilVerdict: (Date.now() - measured) / 1000 - afterVerdict, afterVerdict };
}
