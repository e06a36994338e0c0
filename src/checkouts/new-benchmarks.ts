/**
 * Whether a benchmark came with this change. Both sides run the candidate's benchmark files, so on the base a new one may
 * fail for want of the code that it is for; that is nobody's fault, and no reason to doubt the others. It is taken for new only
 * where its name stands in the candidate's own files and in none of the base's.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunnerSpec } from '../samples/benchmark-spec.ts';

export interface Words {
  readonly candidate: ReadonlySet<string>;
  readonly base: ReadonlySet<string>;
}

/** The words of a benchmark's own Python files on both sides. To be read before one side's are laid over the other's. */
export async function wordsOf(
  sides: { readonly candidate: string; readonly base: string },
  files: readonly string[],
): Promise<Words> {
  const read = async (directory: string) => {
    const python = files.filter((file) => file.endsWith('.py'));
    const texts = await Promise.all(
      python.map((file) => readFile(join(directory, file), 'utf8').catch(() => '')),
    );
    return new Set(texts.flatMap((text) => text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []));
  };
  return { candidate: await read(sides.candidate), base: await read(sides.base) };
}

export function isLacking(spec: RunnerSpec, sub: string | undefined, { candidate, base }: Words): boolean {
  const name = nameIn(spec, sub);
  return name !== undefined && candidate.has(name) && !base.has(name);
}

/** What the benchmark's function is called; undefined where a name may be made when the benchmark is run. */
function nameIn(spec: RunnerSpec, sub: string | undefined): string | undefined {
  if (spec.kind === 'callable')
    return spec.target
      .slice(spec.target.lastIndexOf(':') + 1)
      .split('.')
      .at(-1);
  if (sub === undefined) return undefined;
  // `tests/test_shop.py::TestPrice::test_price[10]`, `suite.TimePrice.time_price(10)`
  if (spec.kind === 'pytest') return sub.replace(/\[.*$/s, '').split('::').at(-1)?.trim();
  if (spec.kind === 'asv') return sub.replace(/\(.*$/s, '').split('.').at(-1);
  return undefined;
}
