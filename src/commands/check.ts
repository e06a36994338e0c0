/** `pacegate check [FILE]`: validates a budget file and runs nothing. */
import { readBudgetFile } from '../budgets/read.ts';
import { renderProblem } from '../errors.ts';
import { projectDirectory } from '../measuring/sides/project.ts';
import type { Command } from './command.ts';
import { DEFAULT_BUDGETS } from './options.ts';

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export const check: Command = {
  usage: 'pacegate check [FILE]',
  summary: 'Validate a budget file: every mistake with its line and column. Runs nothing.',
  options: {},
  positionals: [0, 1],
  async run(args, process) {
    const file = args.positionals[0] ?? DEFAULT_BUDGETS;
    const directory = process.cwd();
    const project = await projectDirectory(directory, file);
    const { budgets, warnings } = await readBudgetFile(file, { directory, project, today: new Date() });
    for (const warning of warnings) process.stderr.write(`${renderProblem(warning)}\n`);
    const count = budgets.benchmarks.reduce((sum, benchmark) => sum + benchmark.budgets.length, 0);
    process.stdout.write(
      `${file}: ${plural(budgets.benchmarks.length, 'benchmark')}, ${plural(count, 'budget')}, no mistakes.\n`,
    );
    return 0;
  },
};
