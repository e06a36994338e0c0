/**
 * The report of another workflow's run, out of its artifact. That run may have executed a fork's code, and whoever
 * wrote that code chose every byte of the artifact: sizes are bounded, nothing is written to disk, one file is read,
 * and numbers are taken from it, not words.
 */
import { UsageError } from '../errors.ts';
import type { Artifact, GitHubApi } from '../github/api.ts';
import { readZip } from '../github/artifacts/zip.ts';
import type { Report } from '../report/model.ts';
import { parseReport } from '../report/parse.ts';
import { withoutUntrustedText } from '../report/strip.ts';
import { judgeAgain } from './judge-again.ts';

/** Bytes. A report of 1,000 benchmarks is about 2 MB; report.html and profiles lie beside it. */
const LIMITS = { archive: 50_000_000, unpacked: 20_000_000 };

/** Artifacts of this name that are looked through: the run has just ended, so its own is among the newest. */
const DEPTH = 300;

export function artifactName(use: string): string {
  return `pacegate-${use}`;
}

export async function fetchMeasuredReport(api: GitHubApi, runId: number, use: string): Promise<Report> {
  const name = artifactName(use);
  const found = (await api.artifacts({ name, limit: DEPTH })).filter(
    (artifact) => artifact.runId === runId && artifact.name === name,
  );
  const artifact = newest(found);
  if (!artifact)
    throw new UsageError(`The run that measured has no artifact ${name}.`, {
      hint: `Let the measuring workflow upload .pacegate/out with actions/upload-artifact under that name, with \`if: always()\`; see docs/security.md.`,
    });
  if (artifact.bytes > LIMITS.archive)
    throw new UsageError(
      `The artifact ${name} has ${artifact.bytes} bytes; at most ${LIMITS.archive} are read.`,
    );
  const files = readZip(await api.downloadArtifact(artifact.id), (file) => file === 'report.json', LIMITS);
  const text = files.get('report.json');
  if (text === undefined) throw new UsageError(`The artifact ${name} holds no report.json at its top.`);
  return judgeAgain(withoutUntrustedText(parseReport(text)));
}

/** A run that was repeated has one for each attempt. */
function newest(artifacts: readonly Artifact[]): Artifact | undefined {
  return [...artifacts].sort((a, b) => b.id - a.id)[0];
}
