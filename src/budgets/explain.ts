/** What zod found wrong with the file's shape, as sentences at their places. */
import type * as z from 'zod/mini';
import { nearest } from '../samples/nearest.ts';
import { type Finding, findingAt, findingInside, textOf } from './finding.ts';
import { readBudget } from './grammar.ts';
import { knownKeys, placesOf, schemaAt } from './schema-walk.ts';
import { childOf, entryOf, type Span, type TreeNode } from './tree.ts';
import { oneOf, quote } from './words.ts';

type Issue = z.core.$ZodIssue;

export function explainIssues(root: TreeNode, issues: readonly Issue[]): Finding[] {
  return issues.flatMap((issue) => explain(root, issue));
}

function explain(root: TreeNode, issue: Issue): Finding[] {
  const { path } = issue;
  const node = nodeAt(root, path);
  if (node === undefined) return explainMissing(root, issue);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.flatMap((key) => explainUnknownKey(node, path, key));
    case 'invalid_union': {
      const branch = branchFor(node, issue.errors);
      return branch.flatMap((inner) => explain(root, { ...inner, path: [...path, ...inner.path] }));
    }
    case 'invalid_value':
      return [explainChoice(node, issue.values.map(String), path)];
    case 'custom': {
      const offset = issue.params?.offset;
      const text = textOf(node);
      return [
        typeof offset === 'number' && text !== undefined
          ? findingInside(text, offset, issue.message)
          : findingAt(node, issue.message),
      ];
    }
    default:
      return [explainType(node, issue)];
  }
}

/** A text or a mapping: the branch that the author meant is the one of the same kind. */
function branchFor(node: TreeNode, branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const wrongKind = (issues: readonly Issue[]): boolean =>
    issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
  if (node.kind === 'map') return branches.find((issues) => !wrongKind(issues)) ?? branches[0] ?? [];
  return branches[0] ?? [];
}

function explainType(node: TreeNode, issue: Issue): Finding {
  const name =
    typeof issue.path.at(-1) === 'number'
      ? `an item of ${quote(nameOf(issue.path))}`
      : quote(nameOf(issue.path));
  const expected =
    'expected' in issue && issue.expected === 'object' ? 'a mapping of keys to values' : issue.message;
  if (node.kind !== 'scalar') {
    return findingAt(node, `${name} must be ${expected}, not a ${node.kind === 'map' ? 'mapping' : 'list'}`);
  }
  if (node.value === null) return findingAt(node, `${name} has no value; write ${expected}, or remove it`);
  const takesText = 'expected' in issue && issue.expected === 'string';
  if (!takesText || typeof node.value === 'string') {
    return findingAt(node, `${name} must be ${expected}, not ${quote(node.written)}`);
  }
  const issues = schemaAt(issue.path)?.safeParse(node.written).error?.issues ?? [];
  const mistake = issues.flatMap((each) =>
    each.code === 'invalid_union' ? (each.errors[0] ?? []) : each,
  )[0];
  return findingAt(
    node,
    mistake?.code === 'custom'
      ? mistake.message
      : `${name} must be text, and YAML reads ${quote(node.written)} as a ${typeof node.value}; put it in quotes`,
  );
}

function explainChoice(node: TreeNode, values: readonly string[], path: Issue['path']): Finding {
  const name = quote(nameOf(path));
  if (values.length === 1) {
    return findingAt(node, `${name} must be ${values[0]}, the only ${nameOf(path)} that this Pacegate reads`);
  }
  const written = node.kind === 'scalar' ? node.written : undefined;
  if (written === undefined || written === '') return findingAt(node, `${name} must be ${oneOf(values)}`);
  const near = nearest(written, values);
  const advice = near === undefined ? `write ${oneOf(values)}` : `did you mean \`${near}\`?`;
  return findingAt(node, `${name} cannot be ${quote(written)}; ${advice}`);
}

function explainMissing(root: TreeNode, issue: Issue): Finding[] {
  const parentPath = issue.path.slice(0, -1);
  const parent = nodeAt(root, parentPath);
  const key = String(issue.path.at(-1));
  if (parent?.kind !== 'map') return [];
  // A key that was only misspelt is told once, as an unknown one.
  const known = knownKeys(parentPath);
  if (parent.entries.some((entry) => !known.includes(entry.key) && nearest(entry.key, known) === key))
    return [];
  if (key === 'budget' && parent.entries.some((entry) => !('mistake' in readBudget(entry.key)))) return [];
  const what =
    issue.code === 'invalid_value'
      ? issue.values.length === 1
        ? `\`${key}: ${String(issue.values[0])}\``
        : oneOf(issue.values.map(String))
      : issue.message;
  return [
    {
      ...findingAt(parent, `${quote(key)} is missing; write ${what}`),
      at: keyOffset(root, parentPath, parent),
    },
  ];
}

function explainUnknownKey(node: TreeNode, path: Issue['path'], key: string): Finding[] {
  const entry = entryOf(node, key);
  if (entry === undefined) return [];
  const known = knownKeys(path);
  const say = (message: string): Finding[] => [findingAt(entry.keySpan, message)];
  const near = nearest(key, known);
  if (near !== undefined) return say(`unknown key ${quote(key)}; did you mean \`${near}\`?`);
  if (key === '<<')
    return say('merge keys (`<<`) are not read; write defaults under `measure`, or the keys themselves');
  if (known.includes('severity') && !('mistake' in readBudget(key))) {
    return say(`a budget with options is written \`{ budget: ${key}, severity: warn }\``);
  }
  const places = placesOf(key);
  if (places.length > 0) return say(`${quote(key)} does not belong here; it belongs under ${oneOf(places)}`);
  return say(`unknown key ${quote(key)}; here belong ${known.join(', ')}`);
}

/** Where a mapping that lacks something is named: its key, its place in the list, or the file's first key. */
function keyOffset(root: TreeNode, path: Issue['path'], node: Span): number {
  const last = path.at(-1);
  const holder = nodeAt(root, path.slice(0, -1));
  return last === undefined ? node.start : (entryOf(holder, String(last))?.keySpan.start ?? node.start);
}

function nodeAt(root: TreeNode, path: Issue['path']): TreeNode | undefined {
  return path.reduce<TreeNode | undefined>((node, key) => childOf(node, key), root);
}

/** The key that a path leads to; an item of a list goes by the list's name. */
function nameOf(path: Issue['path']): string {
  const name = path.findLast((key) => typeof key === 'string');
  return name === undefined ? 'the file' : String(name);
}
