/** `pacegate run --shard I/N` and `measure --shard I/N`: one share of a run, measured and not judged. */
import { join, relative } from 'node:path';
import { plain, plainName } from '../report/words/escape.ts';
import { parseShare } from '../samples/share.ts';
import type { Settings } from '../settings.ts';
import { measureShare } from '../sharing/measure-share.ts';
import type { ExitStatus, ProcessLike } from './command.ts';
import { withWorld } from './world.ts';

export async function runShare(
  shard: string,
  settings: Settings,
  process: ProcessLike,
  blocks?: number,
): Promise<ExitStatus> {
  const share = parseShare(shard, '--shard');
  const { missing, out, files } = await withWorld(process, (world) =>
    measureShare(settings, share, world, blocks),
  );
  for (const { name, why } of missing) {
    const hint = why.hint === undefined ? '' : `  ${plain(why.hint)}\n`;
    process.stderr.write(`${plainName(name)}: not measured: ${plain(why.message)}\n${hint}`);
  }
  process.stdout.write(files.map((file) => `${relative(process.cwd(), join(out, file))}\n`).join(''));
  return missing.length > 0 ? 3 : 0;
}
