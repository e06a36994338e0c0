/** Public projects, one of each kind of suite, and the two changes that are made to each. */
import type { Release } from './source.ts';

/** `find` must stand in the file exactly once. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Project {
  readonly kind: string;
  readonly release: Release;
  /** Files that are written before `pacegate init`, because the release has no benchmarks of this kind. */
  readonly added?: Readonly<Record<string, string>>;
  /** Changes of what `init` wrote, where it cannot be used as it is, each with the reason. */
  readonly patches?: readonly (Edit & { readonly reason: string })[];
  /** Changes nothing of what the project does. */
  readonly equivalent: readonly Edit[];
  /** Whether the frameworks' own comparison knows benchmarks of this kind. Default: yes. */
  readonly hasPeers?: boolean;
  readonly planted: {
    readonly edits: readonly Edit[];
    /** In which function, as a profile names it. */
    readonly function: string;
    /** Patterns of the benchmarks that it makes at least 7 % slower, checked by hand: these must fail. */
    readonly slower: readonly string[];
    /** Of those that it makes slower, but by less: whether they fail is not held against anybody. */
    readonly touched?: readonly string[];
  };
}

const waste = (indent: string, turns: number): string =>
  `${indent}for _ in range(${turns}):\n${indent}    pass\n`;

/** An environment as `init` would write it, for projects whose benchmarks are written here. */
const budgets = (install: string, benchmarks: readonly string[]): string => `version: 1
measure:
  python: .pacegate/venv/bin/python
  setup: |
    set -e
    rm -rf .pacegate/venv
    python3 -m venv .pacegate/venv
    .pacegate/venv/bin/python -m pip install --quiet ${install}
  total_time: 10 min
benchmarks:
${benchmarks.join('')}`;

const benchmark = (name: string, runner: string): string =>
  `  ${name}:\n    ${runner}\n    budgets:\n      - time < baseline + 5%\n`;

export const PROJECTS: readonly Project[] = [
  {
    kind: 'CodSpeed fixture',
    release: {
      name: 'yarl',
      version: '1.22.0',
      sha256: 'bebf8557577d4401ba8bd9ff33906f1376c877aa78d1fe216ad01b4d6745af71',
    },
    equivalent: [
      {
        file: 'yarl/_url.py',
        find: '"""Creates and returns a new URL"""',
        replace: '"""Builds a URL from its parts, and returns it."""',
      },
      // A function that nobody calls, before those that are measured: it moves their code.
      {
        file: 'yarl/_path.py',
        find: 'def normalize_path_segments(',
        replace:
          'def parent(path: str) -> str:\n    return path.rpartition("/")[0]\n\n\ndef normalize_path_segments(',
      },
    ],
    planted: {
      edits: [
        {
          file: 'yarl/_url.py',
          find: '        parsed: list[str] = []\n        needs_normalize: bool = False\n',
          replace: `        parsed: list[str] = []\n        needs_normalize: bool = False\n${waste('        ', 16)}`,
        },
      ],
      function: 'URL._make_child',
      slower: ['*::test_url_joinpath*'],
    },
  },
  {
    kind: 'pytest-benchmark',
    release: {
      name: 'cattrs',
      version: '26.2.1',
      sha256: '679132bfdc225c5ee40c024fc42519954767c387f950dc6751946c586bccdc6d',
    },
    equivalent: [
      {
        file: 'src/cattrs/converters.py',
        find: '"""Deal with structuring into a tuple."""',
        replace: '"""Structure into a tuple, of one type or of several."""',
      },
    ],
    planted: {
      edits: [
        {
          file: 'src/cattrs/converters.py',
          find: '"""Deal with structuring into a tuple."""\n',
          replace: `"""Deal with structuring into a tuple."""\n${waste('        ', 20)}`,
        },
      ],
      function: 'BaseConverter._structure_tuple',
      slower: ['*::test_structure_homo_tuple*', '*::test_structure_hetero_tuple*BaseConverter]'],
    },
  },
  {
    kind: 'CodSpeed marker',
    release: {
      name: 'attrs',
      version: '26.1.0',
      sha256: 'd03ceb89cb322a8fd706d4fb91940737b6642aa36998fe130a9bc96c985eff32',
    },
    hasPeers: false, // pytest-benchmark does not measure tests by their marker
    patches: [
      {
        file: 'budgets.yml',
        find: 'pytest: bench/test_benchmarks.py',
        replace: "pytest: bench/test_benchmarks.py -k 'not test_first_access'",
        reason: 'one call of that test sleeps for 100 s',
      },
    ],
    equivalent: [
      {
        file: 'src/attr/_funcs.py',
        find: 'Return the *attrs* attribute values of *inst* as a dict.',
        replace: 'Return a dict of the *attrs* attributes of *inst*.',
      },
    ],
    planted: {
      edits: [
        {
          file: 'src/attr/_funcs.py',
          find: '    attrs = fields(inst.__class__)\n    rv = dict_factory()\n',
          replace: `    attrs = fields(inst.__class__)\n    rv = dict_factory()\n${waste('    ', 8)}`,
        },
      ],
      function: 'asdict',
      slower: ['*::test_asdict_*'],
    },
  },
  {
    kind: 'pyperf, compiled extension',
    release: {
      name: 'multidict',
      version: '7.2.1',
      sha256: 'e8af3e6f1bdbc31fd762b094133b478b89988eaebc63cbe82b1d9e3bbd15cede',
    },
    equivalent: [
      {
        file: 'multidict/_multidict.c',
        find: 'static PyObject*\nmultidict_getall(',
        replace: '/* All values of a key, or the default. */\nstatic PyObject*\nmultidict_getall(',
      },
    ],
    planted: {
      edits: [
        {
          file: 'multidict/_multidict.c',
          find: '    PyObject* list = NULL;\n    if (md_get_all(self, key, &list) < 0) {',
          replace:
            '    PyObject* list = NULL;\n    for (volatile int i = 0; i < 8; i++) {\n    }\n    if (md_get_all(self, key, &list) < 0) {',
        },
      ],
      function: 'multidict_getall',
      slower: ['*::test_multidict_getall_str_*-c]', '*::test_cimultidict_getall_istr_*[c]', '*_c) getall*'],
    },
  },
  {
    kind: 'asv, compiled extension',
    release: {
      name: 'pywavelets',
      version: '1.9.0',
      sha256: '148d12203377772bea452a59211d98649c8ee4a05eff019a9021853a36babdc8',
    },
    patches: [
      {
        file: 'budgets.yml',
        find: 'asv: ".*"',
        replace: 'asv: Wave(dec|rec)TimeSuite',
        reason: 'it has 1,364 benchmarks, of which 48 are measured here',
      },
    ],
    equivalent: [
      {
        file: 'pywt/_multilevel.py',
        find: '        a, d = dwt(a, wavelet, mode, axis)\n',
        replace:
          '        # From the approximation of the level before.\n        a, d = dwt(a, wavelet, mode, axis)\n',
      },
    ],
    planted: {
      edits: [
        {
          file: 'pywt/_multilevel.py',
          find: '        a, d = dwt(a, wavelet, mode, axis)\n',
          replace: `${waste('        ', 80)}        a, d = dwt(a, wavelet, mode, axis)\n`,
        },
      ],
      function: 'wavedec',
      slower: ['*.WavedecTimeSuite.*'],
    },
  },
  {
    kind: 'web framework, CodSpeed fixture',
    release: {
      name: 'starlette',
      version: '1.9.0',
      sha256: '3d931de246ed870e35ce605974440816ef895e592f255d1396cfdf191d4c4318',
    },
    equivalent: [
      {
        file: 'starlette/routing.py',
        find: 'Given a path string, like: "/{username:str}",',
        replace: 'For a path string, like: "/{username:str}",',
      },
    ],
    planted: {
      edits: [
        {
          file: 'starlette/routing.py',
          find: '            match = self.path_regex.match(route_path)\n            if match:\n                matched_params = match.groupdict()\n                for key, value in matched_params.items():\n                    matched_params[key] = self.param_convertors[key].convert(value)\n                path_params = dict(scope.get("path_params", {}))\n                path_params.update(matched_params)\n                child_scope = {"endpoint": self.endpoint, "path_params": path_params}\n                if self.methods',
          replace:
            '            match = self.path_regex.match(str(str(str(str(route_path)))))\n            if match:\n                matched_params = match.groupdict()\n                for key, value in matched_params.items():\n                    matched_params[key] = self.param_convertors[key].convert(value)\n                path_params = dict(scope.get("path_params", {}))\n                path_params.update(matched_params)\n                child_scope = {"endpoint": self.endpoint, "path_params": path_params}\n                if self.methods',
        },
      ],
      function: 'Route.matches',
      slower: ['*::test_routing_*_late', '*::test_routing_miss', '*::test_routing_method_not_allowed'],
      touched: ['*::test_routing_*', '*::test_minimal_response_dispatch*'],
    },
  },
  {
    kind: 'web app, callables',
    release: {
      name: 'flask',
      version: '3.1.2',
      sha256: 'bf656c15c80190ed628ad08cdfd3aaa35beb087855e2f494910aa3774cc4fd87',
    },
    added: {
      'benchmarks/requests.py': `from flask import Flask, jsonify, render_template_string

app = Flask(__name__)
PAGE = "<ul>{% for name in names %}<li>{{ name }}</li>{% endfor %}</ul>"


@app.get("/plain")
def plain_page():
    return "hello"


@app.get("/items/<int:number>")
def item(number):
    return jsonify(number=number, tags=["a", "b"])


@app.get("/page")
def page():
    return render_template_string(PAGE, names=["ada", "grace"] * 10)


CLIENT = app.test_client()


def plain():
    return CLIENT.get("/plain").data


def json():
    return CLIENT.get("/items/7").json


def template():
    return CLIENT.get("/page").data


def missing():
    return CLIENT.get("/nowhere").status_code
`,
      'budgets.yml': budgets(
        '-e .',
        ['plain', 'json', 'template', 'missing'].map((name) =>
          benchmark(name, `callable: benchmarks/requests.py:${name}`),
        ),
      ),
    },
    equivalent: [
      {
        file: 'src/flask/app.py',
        find: '"""Dispatches the request and on top of that performs request\n        pre and postprocessing as well as HTTP exception catching and\n        error handling.',
        replace:
          '"""Dispatches the request, with pre and postprocessing, and with\n        handling of errors.',
      },
    ],
    planted: {
      edits: [
        {
          file: 'src/flask/app.py',
          find: '        self._got_first_request = True\n',
          replace: `        self._got_first_request = True\n${waste('        ', 1000)}`,
        },
      ],
      function: 'Flask.full_dispatch_request',
      slower: ['plain', 'json', 'missing'],
      touched: ['template'],
    },
  },
  {
    kind: 'command line',
    release: {
      name: 'click',
      version: '8.3.1',
      sha256: '12ff4785d337a1bb490bb7e9c2b1ee5da3112e94a8622f26a6c77f5d2fc6842a',
    },
    added: {
      'benchmarks/tool.py': `import click


@click.group()
def main():
    pass


@main.command()
@click.argument("names", nargs=-1)
@click.option("--loud/--quiet")
def greet(names, loud):
    for name in names:
        click.echo(click.style(f"hello {name}", fg="green", bold=loud))


if __name__ == "__main__":
    main()
`,
      'budgets.yml': budgets('-e .', [
        benchmark('help', 'command: .pacegate/venv/bin/python benchmarks/tool.py --help'),
        benchmark('greet', 'command: .pacegate/venv/bin/python benchmarks/tool.py greet --loud ada grace'),
      ]),
    },
    equivalent: [
      {
        file: 'src/click/utils.py',
        find: '"""Returns a condensed version of help string."""',
        replace: '"""The first sentence of a help text, or as much of it as fits."""',
      },
    ],
    planted: {
      edits: [
        {
          file: 'src/click/core.py',
          find: '        ctx = self.context_class(self, info_name=info_name, parent=parent, **extra)\n\n        with',
          replace: `        ctx = self.context_class(self, info_name=info_name, parent=parent, **extra)\n${waste('        ', 500_000)}        with`,
        },
      ],
      function: 'Command.make_context',
      slower: ['help', 'greet'],
    },
  },
];
