/** The budget file from its bytes: everything that is wrong with it at once, or the file as the program uses it. */
import { type Problem, UsageError } from '../errors.ts';
import { buildBudgetFile } from './build.ts';
import type { BudgetFile } from './model.ts';
import type { Project } from './rules/project.ts';
import { checkRules } from './rules/rules.ts';
import { checkShape } from './shape/check-shape.ts';
import { budgetFileShape, type RawBudgetFile } from './shape/schema.ts';
import { problemsFrom, sortProblems } from './yaml/finding.ts';
import { decode } from './yaml/source.ts';
import { plain, readTree } from './yaml/tree.ts';

export interface LoadedBudgets {
  readonly budgets: BudgetFile;
  readonly warnings: readonly Problem[];
}

/** So many are told; a file with more of them is something else. */
const MOST_PROBLEMS = 500;

/**
 * @param file path as the user gave it, for messages
 * @throws UsageError whose `problems` are all mistakes, in the order of the file
 */
export function parseBudgetFile(file: string, bytes: Uint8Array, project: Project): LoadedBudgets {
  const source = decode(file, bytes);
  if ('severity' in source) throw refusal(file, [source]);
  const { root, problems: misread, soundUntil } = readTree(source);
  const at = (message: string): Problem => ({ severity: 'error', position: source.positionAt(0), message });
  if (root === undefined || (root.kind === 'scalar' && root.value === null)) {
    throw refusal(
      file,
      misread.length > 0 ? misread : [at('the file is empty; `pacegate init` writes a first one')],
    );
  }
  if (root.kind !== 'map') {
    const message =
      'a budget file is a mapping that begins with `version: 1`; `pacegate init` writes a first one';
    throw refusal(file, misread.length > 0 ? misread : [at(message)]);
  }
  const misshapen = checkShape(root, budgetFileShape);
  const findings = [...misshapen, ...checkRules(root, project)];
  const problems = sortProblems([...misread, ...problemsFrom(findings, source, soundUntil)]);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw refusal(file, problems);
  // Told already, unless a syntax error hid it; then that is in `misread`, and this is never reached.
  const [hidden] = misshapen;
  if (hidden !== undefined) throw refusal(file, [at(`the file's shape is wrong: ${hidden.message}`)]);
  return { budgets: buildBudgetFile(plain(root) as RawBudgetFile, root, source), warnings: problems };
}

export function refusal(file: string, problems: readonly Problem[]): UsageError {
  const count = problems.filter(({ severity }) => severity === 'error').length;
  const told = problems.slice(0, MOST_PROBLEMS);
  const [last] = problems.slice(-1);
  if (problems.length > MOST_PROBLEMS && last !== undefined) {
    const rest = problems.length - MOST_PROBLEMS;
    told.push({ severity: 'error', position: last.position, message: `… and ${rest} more` });
  }
  return new UsageError(`${file} has ${count === 1 ? 'a mistake' : `${count} mistakes`}`, {
    hint: 'docs/budgets.md describes every key',
    problems: told,
  });
}
