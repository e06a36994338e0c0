/** The first budget file of docs/budgets.md, as it stands, on a project with the files that it names. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createProject } from '../commands/project.ts';
import { localProject } from '../init/local-backend.ts';

const docs = readFileSync(new URL('../../docs/budgets.md', import.meta.url), 'utf8');
const [, first = ''] = /^```yaml\n(.*?)^```$/ms.exec(docs) ?? [];

it('the first example of the documentation works as it stands: it makes the environment that it names', async () => {
  await using project = await createProject({
    ...localProject({ name: 'shop', module: 'def price(): return sum(range(100))\n' }),
    'benchmarks/search.py':
      'import shop, sys\nassert ".pacegate" in sys.prefix\ndef search(): return shop.price()\n',
    'data/products.jsonl': '{}\n',
    'budgets.yml': first,
    '.gitignore': '__pycache__/\n',
  });
  const { status, stderr, stdout } = await project.run('measure', '--base', 'HEAD', '--blocks', '1');
  expect(`${stderr}${stdout}`).not.toContain('not measured');
  expect(status).toBe(0);
  expect(project.git('status', '--porcelain')).toBe('');
  const python = `${project.directory}/.pacegate/venv/bin/python`;
  const where = 'import shop; print(shop.__file__)';
  // The project is in the environment of its own.
  expect(execFileSync(python, ['-I', '-c', where], { encoding: 'utf8' })).toContain('.pacegate/venv/lib/');
}, 120_000);
