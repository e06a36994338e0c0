/** The jobs of a matrix measure a share each and hand it over as an artifact; the job after them judges all. */
import { expect, test } from 'vitest';
import { openArtifactServer } from '../github/artifact-server.ts';
import { LOAD, mergedPullRequest, openServer, pullRequestEvent, runStep } from './lab.ts';

const FILES = {
  'load.py': LOAD.replace('speed.items()', '{sys.argv[1]: speed[sys.argv[1]]}.items()').replace(
    'random\n',
    'random, sys\n',
  ),
  'speed.json': '{"a": 1, "b": 1}',
  '.gitignore': 'out.json\n.pacegate\n',
  'budgets.yml': `version: 1
measure: { max_time: 2 min }
baseline: { store: directory }
benchmarks:
${['a', 'b'].map((name) => `  ${name}: { results: { command: python3 load.py ${name}, format: pacegate, file: out.json }, budgets: [time < baseline + 10%] }`).join('\n')}
`,
};

test('shares are handed over, merged, judged and commented; one that is not there is missing', async () => {
  await using artifacts = await openArtifactServer();
  await using api = await openServer();
  const { repository, head, base } = mergedPullRequest(FILES, { 'speed.json': '{"a": 1, "b": 1.3}' });
  const step = (inputs: Record<string, string>) =>
    runStep({ repository, event: pullRequestEvent({ head, base }), api, inputs, env: artifacts.env });

  const early = await step({ merge: 'true' });
  expect(early.code).toBe(1);
  expect(early.log).toContain('No share of this run has left its measurements');
  expect(early.log).toContain('needs: measure');

  for (const shard of ['1/2', '2/2']) {
    const measured = await step({ shard });
    expect(measured.code, measured.log).toBe(0);
    // No verdict and no comment: that is for the job that merges.
    expect(measured.outputs).toEqual({});
  }
  expect(api.comments).toEqual([]);
  expect([...artifacts.artifacts.keys()]).toEqual([
    'pacegate-share@default@1-of-2',
    'pacegate-share@default@2-of-2',
  ]);

  const merged = await step({ merge: 'true' });
  expect(merged.code, merged.log).toBe(1);
  expect(merged.outputs.verdict).toBe('fail');
  expect(merged.log).toContain('b is 30 %25 slower');
  expect(api.comments).toHaveLength(1);
  expect(api.comments[0]?.body).toContain('2 machines');

  artifacts.artifacts.delete('pacegate-share@default@2-of-2');
  artifacts.artifacts.set('pacegate-share@default@3-of-2', Buffer.from('no archive'));
  const half = await step({ merge: 'true' });
  expect(half.code, half.log).toBe(1);
  expect(half.outputs.verdict).toBe('missing');
  expect(half.log).toContain('::warning title=A share cannot be used');
  expect(half.log).not.toContain('bug in Pacegate');
});
