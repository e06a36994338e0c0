/**
 * Small Python projects in the layouts that people use, each as a repository whose base and candidate commits say who
 * they are: importing the benchmark writes `base` or `candidate` into `ran.txt` of the checkout that it runs in.
 */
import { makeRepository, type TestRepository } from './git-fixture.ts';

/**
 * What an install of the candidate, in an environment that both sides share, does to the base side.
 * `own`: the harness imports the base's own sources all the same. `refused`: the base cannot be shown to run its own
 * code, and the failure says which set-up cures that.
 */
export type Shared = 'own' | 'refused';

export interface Layout {
  readonly name: string;
  readonly shared: { readonly ordinary: Shared; readonly editable: Shared };
  /** Needs a C compiler. */
  readonly compiled?: boolean;
  /** Files of the commit that calls itself `who`. */
  files(who: string): Record<string, string>;
}

const BENCHMARK = (module: string) => `import ${module} as product

with open("ran.txt", "w") as file:
    file.write(product.who())


def run():
    return sum(range(1000))
`;

const PYPROJECT = (find: string) => `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "shop"
version = "1.0"

[tool.setuptools.packages.find]
${find}
`;

const python = (who: string) => `def who():\n    return "${who}"\n`;

const extension = (name: string, who: string) => `#include <Python.h>
static PyObject *who(PyObject *self, PyObject *args) { return PyUnicode_FromString("${who}"); }
static PyMethodDef methods[] = {{"who", who, METH_NOARGS, ""}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "${name}", NULL, -1, methods};
PyMODINIT_FUNC PyInit_${name}(void) { return PyModule_Create(&module); }
`;

const COMMON = { '.gitignore': 'ran.txt\n*.egg-info/\nbuild/\n.venv/\n*.so\n__pycache__/\n' };

export const LAYOUTS: readonly Layout[] = [
  {
    name: 'a src layout',
    shared: { ordinary: 'own', editable: 'own' },
    files: (who) => ({
      'pyproject.toml': PYPROJECT('where = ["src"]'),
      'src/shop/__init__.py': python(who),
      'benchmarks/bench.py': BENCHMARK('shop'),
    }),
  },
  {
    name: 'a flat layout',
    shared: { ordinary: 'own', editable: 'own' },
    files: (who) => ({
      'pyproject.toml': PYPROJECT('include = ["shop"]'),
      'shop/__init__.py': python(who),
      'benchmarks/bench.py': BENCHMARK('shop'),
    }),
  },
  {
    name: 'a namespace package',
    shared: { ordinary: 'own', editable: 'own' },
    files: (who) => ({
      'pyproject.toml': PYPROJECT('where = ["src"]\nnamespaces = true'),
      'src/acme/shop/__init__.py': python(who),
      'benchmarks/bench.py': BENCHMARK('acme.shop'),
    }),
  },
  {
    name: 'a source directory of its own name',
    shared: { ordinary: 'own', editable: 'own' },
    files: (who) => ({
      'pyproject.toml': PYPROJECT('where = ["code"]'),
      'code/shop/__init__.py': python(who),
      'benchmarks/bench.py': BENCHMARK('shop'),
    }),
  },
  {
    name: 'a compiled extension in a package',
    shared: { ordinary: 'refused', editable: 'refused' },
    compiled: true,
    files: (who) => ({
      'pyproject.toml': PYPROJECT('where = ["src"]'),
      'setup.py':
        'from setuptools import Extension, setup\nsetup(ext_modules=[Extension("shop._fast", ["src/shop/_fast.c"])])\n',
      'src/shop/__init__.py': 'from ._fast import who\n',
      'src/shop/_fast.c': extension('_fast', who),
      'benchmarks/bench.py': BENCHMARK('shop'),
    }),
  },
  {
    name: 'a compiled extension alone',
    shared: { ordinary: 'refused', editable: 'refused' },
    compiled: true,
    files: (who) => ({
      'pyproject.toml': PYPROJECT('include = []'),
      'setup.py':
        'from setuptools import Extension, setup\nsetup(ext_modules=[Extension("shopfast", ["shopfast.c"])])\n',
      'shopfast.c': extension('shopfast', who),
      'benchmarks/bench.py': BENCHMARK('shopfast'),
    }),
  },
];

/** Two commits: the base (HEAD~1) and the candidate, which is checked out. */
export function makeProject(layout: Layout): { repository: TestRepository; base: string } {
  const repository = makeRepository();
  const base = repository.commit('base', { ...COMMON, ...layout.files('base') });
  repository.commit('candidate', layout.files('candidate'));
  return { repository, base };
}
