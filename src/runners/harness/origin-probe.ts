/**
 * Asks the Python processes of a tool that is not the harness where they loaded the project from. The probe is a
 * `sitecustomize` on PYTHONPATH, which tells at the end of each process; it times nothing and changes nothing else.
 * A process that ignores PYTHONPATH (`-I`, `-E`, `-S`) or ends by `os._exit` tells nothing.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Failure } from '../../samples/measurements.ts';
import type { ProcessRequest } from '../runner.ts';
import { harnessDirectory } from './harness-location.ts';
import { every, parseRecords } from './harness-records.ts';
import { judgeOrigins } from './origins.ts';

export interface OriginProbe {
  /** To be added to the process's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** To be called when the process has ended: the `wrong-code` failure, where one of its processes ran wrong code. */
  judge(): Promise<Failure | undefined>;
}

export async function createOriginProbe(
  request: Pick<ProcessRequest, 'checkout' | 'scratch'>,
  env: Readonly<Record<string, string>>,
): Promise<OriginProbe> {
  const { checkout, scratch } = request;
  const results = join(scratch, 'origins.jsonl');
  const file = join(scratch, 'origins.json');
  const { directory, root, foreign } = checkout;
  await writeFile(file, JSON.stringify({ checkout: directory, root, foreign, results }));
  const path = [join(harnessDirectory(), 'probe'), env.PYTHONPATH].filter(Boolean).join(delimiter);
  return {
    env: { PYTHONPATH: path, PACEGATE_PROBE: file },
    async judge() {
      const records = parseRecords(await readFile(results, 'utf8').catch(() => ''));
      return judgeOrigins(
        every(records.all, 'origins').flatMap((record) => record.modules),
        checkout,
      );
    },
  };
}
