/** `pacegate init`: a first budget file and workflow for the benchmarks found in this repository. */
import { init as write } from '../init/init.ts';
import type { Command } from './command.ts';

export const init: Command = {
  usage: 'pacegate init',
  summary: 'Write a first budgets.yml and workflow for the benchmarks found here. Overwrites nothing.',
  options: {},
  positionals: [0, 0],
  async run(_args, process) {
    for (const message of await write({ directory: process.cwd() })) process.stdout.write(`${message}\n`);
    return 0;
  },
};
