/** Shares of a run in the jobs of a matrix: each leaves its measurements as an artifact, and the job after them merges. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors.ts';
import type { GateOutcome } from '../gate.ts';
import { uploadArtifact } from '../github/artifacts/artifact-upload.ts';
import type { RunnerVariables } from '../github/artifacts/results-service.ts';
import { openRunArtifacts } from '../github/artifacts/run-artifacts.ts';
import { readZip } from '../github/artifacts/zip.ts';
import { plain, plainName } from '../report/words/escape.ts';
import { type Share, shareWords } from '../samples/share.ts';
import type { Settings, World } from '../settings.ts';
import { measureShare } from '../sharing/measure-share.ts';
import { mergeParts } from '../sharing/merge.ts';
import { readParts } from '../sharing/read-parts.ts';
import type { Job } from './job.ts';
import type { Patience, Share as PatienceShare } from './patience.ts';

/** Bytes. A share of 1,000 benchmarks has about 50 MB, a tenth of it packed. */
const LIMITS = { archive: 200_000_000, unpacked: 400_000_000 };

const OUTSIDE = {
  message: 'Shares are handed over as artifacts, and there is no service for them here.',
  hint: 'Use the command line where a forge has none: `pacegate run --shard I/N`, and `pacegate merge DIR…`.',
};

/** What hands artifacts over, and how long that may take. */
export interface Handover {
  readonly env: RunnerVariables;
  readonly patience: Patience;
}

const SERVICE = 'the artifact service';
/** Seconds. */
const WAITING: PatienceShare = { most: 300, least: 0 };

/** Neither a name nor the rest of it can hold an `@`. */
const prefixOf = ({ inputs }: Job) => `pacegate-share@${inputs.name}@`;

export async function measureOneShare(
  job: Job,
  share: Share,
  settings: Settings,
  world: World,
  { env, patience }: Handover,
): Promise<void> {
  const { workflow } = job;
  const words = shareWords(share);
  const { dealt, missing, out, files } = await measureShare(settings, share, world);
  for (const { name, why } of missing)
    workflow.annotate({
      level: 'error',
      title: `${plainName(name, 80)} was not measured`,
      message: [why.message, why.hint]
        .filter((text) => text !== undefined)
        .map((text) => plain(text))
        .join('\n'),
    });
  const measured = `Share ${words}: ${dealt.length} ${dealt.length === 1 ? 'entry' : 'entries'} of the budget file`;
  // What fails is told before anything is sent, so that it cannot get lost.
  if (missing.length > 0) workflow.fail(`${measured}; ${missing.length} could not be measured.`);
  const texts = await Promise.all(
    files.map(async (file) => [file, await readFile(join(out, file), 'utf8')] as const),
  );
  const name = prefixOf(job) + words.replace('/', '-of-');
  await patience.wait(SERVICE, WAITING, () =>
    uploadArtifact(name, new Map(texts), env, { what: `Share ${words}`, outside: OUTSIDE }),
  );
  workflow.info(`${measured}, handed over as the artifact ${name}. The job with \`merge: true\` judges.`);
}

export async function mergeShares(
  job: Job,
  settings: Settings,
  world: World,
  { env, patience }: Handover,
): Promise<GateOutcome> {
  const artifacts = await openRunArtifacts(env, OUTSIDE);
  const prefix = prefixOf(job);
  const listed = await patience.wait(SERVICE, WAITING, () => artifacts.list(prefix));
  const names = listed.filter((name) => /^\d+-of-\d+$/.test(name.slice(prefix.length)));
  if (names.length === 0)
    throw new UsageError(`No share of this run has left its measurements (no artifact ${prefix}I-of-N).`, {
      hint: 'Let this job come after those with `shard:`, in the same workflow and with the same `name`: `needs: measure` and `if: "!cancelled()"`.',
    });
  const parts = await readParts(
    names.map((name) => ({
      name,
      open: async () => filesOf(await patience.wait(SERVICE, WAITING, () => artifacts.download(name))),
    })),
    (message) => job.workflow.annotate({ level: 'warning', title: 'A share cannot be used', message }),
  );
  return await mergeParts(parts, settings, world);
}

function filesOf(archive: Buffer): (file: string) => Promise<string | undefined> {
  const files = readZip(archive, (name) => /^[a-z-]+\.json$/.test(name), LIMITS);
  return async (file) => files.get(file);
}
