/** The rules between keys, and against the project's files, that the shape alone (schema.ts) does not show. */
import { nearest } from '../../samples/names/nearest.ts';
import { RUNNER_KEYS } from '../shape/schema.ts';
import { isInvisible, oneOf, quote } from '../shape/words.ts';
import { definesName, functionAdvice, readCallable } from '../texts/callable.ts';
import { type Finding, findingAt, findingInside, textOf } from '../yaml/finding.ts';
import { childOf, type Entry, type MapNode, type ScalarNode, type TreeNode } from '../yaml/tree.ts';
import { acceptedRules } from './accepted.ts';
import { budgetRules } from './budget-rules.ts';
import { datasetRules } from './dataset-rules.ts';
import type { Project } from './project.ts';
import { renameRules } from './renames.ts';
import { variableRules } from './variables.ts';

export function checkRules(root: MapNode, project: Project): Finding[] {
  const benchmarks = childOf(root, 'benchmarks');
  const entries = benchmarks?.kind === 'map' ? benchmarks.entries : [];
  const empty =
    benchmarks?.kind === 'map' && entries.length === 0
      ? [findingAt(benchmarks, 'no benchmark is declared; a gate that measures nothing cannot pass')]
      : [];
  return [
    ...empty,
    ...variableRules(childOf(root, 'measure')),
    ...entries.flatMap((entry) => [
      ...nameRules(entry, entries),
      ...renameRules(entry, entries),
      ...runnerRules(entry),
      ...targetRules(entry.value, project),
      ...variableRules(entry.value),
      ...budgetRules(entry.value, root, project),
      ...datasetRules(childOf(entry.value, 'dataset'), project.today),
    ]),
    ...gateRules(root),
    ...acceptedRules(root, project.today),
  ];
}

const LONGEST_NAME = 200;

/** Names become paths, Markdown and `NAME/SUB`. */
function nameRules({ key, keySpan }: Entry, all: readonly Entry[]): Finding[] {
  const say = (message: string): Finding[] => [findingAt(keySpan, message)];
  if (key.trim() === '') return say('a benchmark needs a name');
  if (key !== key.trim()) return say(`the name ${quote(key)} begins or ends with white space; remove it`);
  if (key.length > LONGEST_NAME) {
    return say(`the name ${quote(key)} has ${key.length} characters; use at most ${LONGEST_NAME}`);
  }
  if (isInvisible(key)) {
    return say(`the name ${quote(key)} holds a character that is not seen; remove it`);
  }
  if (key.split(/[\\/]/).some((part) => part === '' || /^\.+$/.test(part))) {
    return say(
      `the name ${quote(key)} looks like a path that leads elsewhere; write it without empty, \`.\` or \`..\` parts`,
    );
  }
  if (key === '__proto__') return say('`__proto__` cannot be a name; choose another');
  const outer = all.find((other) => key.startsWith(`${other.key}/`));
  return outer === undefined
    ? []
    : [
        findingAt(
          keySpan,
          `${quote(key)} could be a sub-benchmark of ${quote(outer.key)}; choose a name without \`/\``,
          'warning',
        ),
      ];
}

function runnerRules({ key, keySpan, value }: Entry): Finding[] {
  if (value.kind !== 'map') return [];
  const runners = value.entries.filter((entry) => (RUNNER_KEYS as readonly string[]).includes(entry.key));
  const [first, ...others] = runners;
  if (first !== undefined) {
    return others
      .filter((other) => other.key !== first.key)
      .map((other) =>
        findingAt(
          other.keySpan,
          `${quote(key)} has two runner keys, ${quote(first.key)} and ${quote(other.key)}; keep one, or make two benchmarks`,
        ),
      );
  }
  // A misspelt one is told as an unknown key.
  if (value.entries.some((entry) => nearest(entry.key, RUNNER_KEYS) !== undefined)) return [];
  const message = `${quote(key)} does not say what to run; add one of ${oneOf(RUNNER_KEYS)}`;
  return [{ ...findingAt(value, message), at: keySpan.start }];
}

/** Files that the benchmark is run from, and the data that it reads. */
function targetRules(benchmark: TreeNode, project: Project): Finding[] {
  const callable = textOf(childOf(benchmark, 'callable'));
  const findings = callable === undefined ? [] : callableRules(callable, project);
  const missing = (node: ScalarNode, path: string, offset: number): void => {
    if (path === '' || project.exists(path)) return;
    findings.push(
      findingInside(node, offset, `${quote(path)} does not exist; paths are relative to the budget file`),
    );
  };
  const data = textOf(childOf(childOf(benchmark, 'dataset'), 'path'));
  if (data !== undefined) missing(data, data.value.trim(), 0);
  for (const key of ['pytest', 'pyperf']) {
    const node = textOf(childOf(benchmark, key));
    if (node === undefined) continue;
    // Only words that are plainly a Python file: the rest may be an option's value.
    for (const { 0: word, index } of node.value.matchAll(
      /(?<![^\s])[^\s'"$*?[\]{}\\-][^\s'"$*?[\]{}\\]*?\.py(?=\s|::|$)/g,
    )) {
      missing(node, word, index);
    }
  }
  return findings;
}

function callableRules(node: ScalarNode & { readonly value: string }, project: Project): Finding[] {
  const found = readCallable(node.value);
  if ('mistake' in found || found.kind !== 'file') return [];
  const start = node.value.indexOf(found.path);
  if (!project.exists(found.path)) {
    return [
      findingInside(
        node,
        start,
        `${quote(found.path)} does not exist; paths are relative to the budget file`,
      ),
    ];
  }
  // What cannot be read here is told when it is run.
  const python = project.readText(found.path);
  if (python === undefined || definesName(python, found.function)) return [];
  const offset = node.value.lastIndexOf(':') + 1;
  const message = `${quote(found.path)} does not define ${quote(found.function)}; ${functionAdvice(python, found.function)}`;
  return [findingInside(node, offset, message)];
}

function gateRules(root: TreeNode): Finding[] {
  const gate = childOf(root, 'gate');
  const from = childOf(gate, 'enforce_from');
  if (from === undefined || textOf(childOf(gate, 'mode'))?.value !== 'observe') return [];
  return [
    findingAt(
      from,
      '`enforce_from` does nothing while `mode` is `observe`; remove `mode`, or set it to `enforce`',
      'warning',
    ),
  ];
}
