/**
 * Whether a benchmark that a change makes slower is ever left out. In installed packages each function that a benchmark runs is
 * made slower, one at a time; what is recorded of both sides must differ. Of functions that it does not run, the
 * share that is seen to be unaffected says how much measuring is spared.
 *
 *     npm run affected -- [--functions N]      N of either kind a package, evenly spread; default all
 *
 * Prints one Markdown table; exits 1 if an affected benchmark was left out.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareRecordings } from '../src/affected/compare.ts';
import { createCallableRunner } from '../src/runners/callable.ts';
import type { Side } from '../src/samples/checkout.ts';
import type { Recording } from '../src/samples/recording.ts';

/** Standard library only, pinned; and what is called of each. */
const PACKAGES = {
  'tomli==2.0.1':
    'from tomli import loads\nTEXT = "[a]\\nb = [1, 2.5, true]\\nc = \'x\'\\n" * 1\ndef run(): loads(TEXT)',
  'mistune==3.0.2': 'import mistune\ndef run(): mistune.html("# A\\n\\n* b *c* `d`\\n\\n[e](f)\\n")',
  'packaging==24.2':
    'from packaging.requirements import Requirement\ndef run(): Requirement("a[b]>=1.2,<3; python_version > \'3.8\'")',
  'sortedcontainers==2.4.0':
    'from sortedcontainers import SortedDict\ndef run():\n    d = SortedDict((i * 7 % 50, i) for i in range(50)); list(d.irange(3, 9)); d.popitem()',
  'pycparser==2.22':
    'from pycparser.c_parser import CParser\nfrom pycparser.c_generator import CGenerator\ndef run(): CGenerator().visit(CParser().parse("int f(int a) { return a + 1; }"))',
  'xmltodict==0.14.2':
    'import xmltodict\ndef run(): xmltodict.unparse(xmltodict.parse("<a><b c=\'1\'>d</b></a>"))',
  'jmespath==1.0.1':
    'import jmespath\ndef run(): jmespath.search("a[?b > `1`].c | [0]", {"a": [{"b": 2, "c": 3}]})',
  'pyparsing==3.2.0':
    'import pyparsing as pp\nN = pp.Word(pp.nums)\nE = pp.infix_notation(N, [("*", 2, pp.OpAssoc.LEFT), ("+", 2, pp.OpAssoc.LEFT)])\ndef run(): E.parse_string("1+2*3")',
  'click==8.1.7':
    'import click\nfrom click.testing import CliRunner\n@click.command()\n@click.option("--n", default=1)\ndef cli(n): click.echo(n)\ndef run(): CliRunner().invoke(cli, ["--n", "3"])',
  'Markdown==3.7': 'import markdown\ndef run(): markdown.markdown("# A\\n\\n* b\\n\\n**c** `d`\\n")',
} as const;

type Function = readonly [file: string, line: number, name: string, ran: boolean];

const { values } = parseArgs({ options: { functions: { type: 'string', default: '100000' } } });
const most = Number(values.functions);
const PYTHON = process.env.PYTHON ?? 'python3';
const HELPER = join(import.meta.dirname, 'affected.py');
const directory = mkdtempSync(join(tmpdir(), 'pacegate-affected-'));
process.on('exit', () => rmSync(directory, { recursive: true, force: true }));

console.log(
  '| package | compared by | functions that run, made slower | left out | names alone would leave out | others changed | measured for nothing |',
);
console.log('|---|---|---|---|---|---|---|');
let leftOut = 0;
for (const [name, benchmark] of Object.entries(PACKAGES)) {
  const base = join(directory, 'base');
  const candidate = join(directory, 'candidate');
  rmSync(base, { recursive: true, force: true });
  mkdirSync(join(base, 'benchmarks'), { recursive: true });
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--root-user-action=ignore',
    '--no-deps',
    '--no-compile',
    '--target',
    base,
    name,
  ];
  execFileSync(PYTHON, pip, { stdio: ['ignore', 'ignore', 'inherit'] });
  writeFileSync(join(base, 'benchmarks/bench.py'), `${benchmark}\n`);
  const listed = execFileSync(PYTHON, ['-B', HELPER, 'list', base, 'benchmarks/bench.py:run'], {
    encoding: 'utf8',
  });
  const functions = JSON.parse(listed.trim().split('\n').at(-1) ?? '') as Function[];
  const before = await record(base, 'baseline');
  rmSync(candidate, { recursive: true, force: true });
  cpSync(base, candidate, { recursive: true });
  const affected = async ([file, line]: Function) => {
    const path = join(candidate, file);
    const text = readFileSync(path);
    execFileSync(PYTHON, [HELPER, 'slow', path, String(line)]);
    const after = await record(candidate, 'candidate');
    writeFileSync(path, text);
    const changed = [{ path: file, isModified: true }];
    const differs = (level: Recording['level']) =>
      'reasons' in
      compareRecordings({
        baseline: { ...before, level, unknown: {} },
        candidate: { ...after, level, unknown: {} },
        changed,
      });
    if (!differs('functions')) byNames++;
    return 'reasons' in compareRecordings({ baseline: before, candidate: after, changed });
  };
  let byNames = 0;
  const missed: Function[] = [];
  let spared = 0;
  const ran = spread(functions.filter(([, , , did]) => did));
  const others = spread(functions.filter(([, , , did]) => !did));
  for (const one of ran) if (!(await affected(one))) missed.push(one);
  const missedByNames = byNames;
  for (const one of others) if (!(await affected(one))) spared++;
  for (const [file, line, what] of missed)
    console.error(`${name}: left out although ${what} (${file}:${line}) ran`);
  leftOut += missed.length;
  const level = Object.keys(before.unknown).length > 0 ? 'nothing: always measured' : before.level;
  console.log(
    `| ${name} | ${level} | ${ran.length} | ${missed.length} | ${missedByNames} | ${others.length} | ${others.length - spared} |`,
  );
}
process.exitCode = leftOut > 0 ? 1 : 0;

function spread<T>(all: readonly T[]): readonly T[] {
  const step = Math.max(1, all.length / most);
  return Array.from({ length: Math.min(most, all.length) }, (_, i) => all[Math.floor(i * step)] as T);
}

/** As src/measuring/affected/affected.ts does it. */
async function record(root: string, side: Side): Promise<Recording> {
  const scratch = mkdtempSync(join(directory, 'scratch-'));
  const other = join(directory, side === 'baseline' ? 'candidate' : 'base');
  const { recording, failure, measured } = await createCallableRunner().measure({
    name: 'run',
    spec: { kind: 'callable', target: 'benchmarks/bench.py:run' },
    measure: { python: PYTHON, max_time: 60, timeout: 60, env: { PYTHONDONTWRITEBYTECODE: '1' } },
    checkout: { side, directory: root, root, foreign: [other] },
    benchmarksFrom: root,
    hashSeed: 0,
    budgetSeconds: 0,
    once: true,
    record: true,
    scout: true,
    signal: new AbortController().signal,
    scratch,
  });
  rmSync(scratch, { recursive: true, force: true });
  if (!recording) throw new Error((failure ?? measured[0]?.failure)?.message ?? 'nothing was recorded');
  return recording;
}
