/** Two checkouts, one environment: which code runs, and that it is known. Installs are laid out by hand, as pip does. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createCallableRunner } from '../../src/runners/callable.ts';
import { type Asked, requestFor, temporaryDirectory, writeProject } from './project.ts';

const BENCH =
  'from shop.text import which\ndef bench():\n    return which()\nbench.metrics = {"side": "count"}\n';

function checkout(side: number, prefix: string, more: Record<string, string> = {}): string {
  return writeProject({
    [`${prefix}shop/__init__.py`]: '',
    [`${prefix}shop/text.py`]: `def which():\n    return ${side}\n`,
    'bench/b.py': BENCH,
    ...more,
  });
}

/** Which side's code ran, or why that is not known. */
async function ran(
  directory: string,
  foreign: readonly string[],
  asked: Asked = {},
): Promise<number | string> {
  const { failure, measured } = await createCallableRunner().measure(
    requestFor(
      directory,
      { kind: 'callable', target: 'bench/b.py:bench' },
      { budgetSeconds: 0.02, ...asked, checkout: { foreign } },
    ),
  );
  return failure?.code ?? measured[0]?.metrics.side?.runs[0]?.[0] ?? 'nothing';
}

async function withPythonPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  process.env.PYTHONPATH = path;
  try {
    return await work();
  } finally {
    delete process.env.PYTHONPATH;
  }
}

test.each(['', 'src/'])(
  'an editable install of the candidate does not reach the base (layout %s)',
  async (prefix) => {
    const [base, candidate] = [checkout(1, prefix), checkout(2, prefix)];
    await withPythonPath(join(candidate, prefix), async () => {
      expect(await ran(base, [candidate])).toBe(1);
      expect(await ran(candidate, [base])).toBe(2);
    });
  },
);

test('nor does an ordinary install of it', async () => {
  const [base, candidate] = [checkout(1, 'src/'), checkout(2, 'src/')];
  const packages = join(temporaryDirectory(), 'site-packages');
  mkdirSync(join(packages, 'shop'), { recursive: true });
  writeFileSync(join(packages, 'shop/__init__.py'), '');
  writeFileSync(join(packages, 'shop/text.py'), 'def which():\n    return 3\n');
  await withPythonPath(packages, async () => {
    expect(await ran(base, [candidate])).toBe(1);
    expect(await ran(candidate, [base])).toBe(2);
  });
});

test('nor does one of a project below, in a repository that holds several', async () => {
  const [base, candidate] = [1, 2].map((side) => checkout(side, 'services/shop/src/')) as [string, string];
  const packages = join(temporaryDirectory(), 'site-packages');
  const information = {
    url: `file://${candidate}/services/shop`,
    dir_info: {},
  };
  writeProject(
    {
      'shop/__init__.py': '',
      'shop/text.py': 'def which():\n    return 2\n',
      'shop-1.0.dist-info/METADATA': 'Name: shop\nVersion: 1.0\n',
      'shop-1.0.dist-info/RECORD': 'shop/__init__.py,,\nshop/text.py,,\n',
      'shop-1.0.dist-info/direct_url.json': JSON.stringify(information),
    },
    packages,
  );
  await withPythonPath(packages, async () => {
    expect(await ran(base, [candidate])).toBe(1);
    expect(await ran(candidate, [base])).toBe(2);
  });
});

test('nor a benchmark that puts the directory above its own first on the path', async () => {
  const hack =
    'import os, sys\nsys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))\n';
  const candidate = checkout(2, '', { 'bench/b.py': hack + BENCH });
  const base = checkout(1, '');
  // The base has no such benchmark: it is taken from the candidate's checkout.
  const target = { kind: 'callable', target: 'bench/new.py:bench' } as const;
  writeProject({ 'bench/new.py': hack + BENCH }, candidate);
  const outcome = await createCallableRunner().measure(
    requestFor(base, target, {
      benchmarksFrom: candidate,
      budgetSeconds: 0.02,
      checkout: { foreign: [candidate] },
    }),
  );
  expect(outcome.failure).toBeUndefined();
  expect(outcome.measured[0]?.metrics.side?.runs[0]?.[0]).toBe(1);
});

test('a side that loads the other side’s code after all is refused, and its values are dropped', async () => {
  const candidate = checkout(2, '');
  const base = checkout(1, '', {
    'bench/b.py': `
import importlib.util, sys
spec = importlib.util.spec_from_file_location("shop.text", ${JSON.stringify(join(candidate, 'shop/text.py'))})
import shop
module = importlib.util.module_from_spec(spec)
sys.modules["shop.text"] = module
spec.loader.exec_module(module)
${BENCH}`,
  });
  const outcome = await createCallableRunner().measure(
    requestFor(
      base,
      { kind: 'callable', target: 'bench/b.py:bench' },
      { checkout: { side: 'baseline', foreign: [candidate] } },
    ),
  );
  expect(outcome.failure).toMatchObject({ code: 'wrong-code', hint: expect.stringContaining('setup:') });
  expect(outcome.measured).toEqual([]);
});

test('namespace packages are looked for in the checkout, and their other parts where they are installed', async () => {
  const project = (side: number) =>
    writeProject({
      'acme/shop/__init__.py': `side = ${side}\n`,
      'bench/b.py':
        'import acme.other\nfrom acme.shop import side\ndef bench():\n    return side\nbench.metrics = {"side": "count"}\n',
    });
  const [base, candidate] = [project(1), project(2)];
  const packages = join(temporaryDirectory(), 'site-packages');
  mkdirSync(join(packages, 'acme/other'), { recursive: true });
  writeFileSync(join(packages, 'acme/other/__init__.py'), '');
  await withPythonPath(`${candidate}:${packages}`, async () => {
    expect(await ran(base, [candidate])).toBe(1);
    expect(await ran(candidate, [base])).toBe(2);
  });
});
