import { expect, test } from 'vitest';
import { readInputs } from '../../src/github/inputs.ts';
import type { Job } from '../../src/publish/job.ts';
import { createPatience } from '../../src/publish/patience.ts';
import { mergeShares } from '../../src/publish/shares.ts';
import type { Settings, World } from '../../src/settings.ts';
import { openServer } from '../action/lab.ts';

test('an artifact service that hangs is named, and not waited for without end', async () => {
  await using server = await openServer(() => 'hangs');
  const token = `x.${btoa(JSON.stringify({ scp: 'Actions.Results:run:job' }))}.x`;
  const env = { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: `${server.url}/` };
  const lines: string[] = [];
  const patience = createPatience({
    seconds: 0.2,
    every: 0.05,
    interrupted: new AbortController().signal,
    say: (line) => lines.push(line),
  });
  const job = { inputs: readInputs({ INPUT_MERGE: 'true' }) } as Job;
  // Nothing of these is asked before the shares are there.
  const merging = mergeShares(job, {} as Settings, {} as World, { env, patience });
  await expect(merging).rejects.toThrow(/^There was no answer from the artifact service within/);
  expect(lines[0]).toBe('still waiting for the artifact service, 0 s');
});
