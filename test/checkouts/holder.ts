/** Checks a base out, says where, and waits to be killed. `argv`: project, commit. */
import { writeSync } from 'node:fs';
import { requireRepository } from '../../src/checkouts/git/repository.ts';
import { watchInterruption } from '../../src/checkouts/own/on-exit.ts';
import { checkOutBase } from '../../src/checkouts/worktree.ts';

const [project = '', commit = '', mode = ''] = process.argv.slice(2);
const interruption = watchInterruption(process);
const base = await checkOutBase(await requireRepository(project), commit);
writeSync(1, `${base.checkout.root}\n`);
const alive = setInterval(() => {}, 1_000);
if (mode === 'throws') throw new Error('a bug');
await new Promise<void>((resolve) => interruption.signal.addEventListener('abort', () => resolve()));
writeSync(1, 'aborted\n');
// `stuck`: a run that does not come to its orderly end.
if (mode !== 'stuck') {
  await base[Symbol.asyncDispose]();
  clearInterval(alive);
}
