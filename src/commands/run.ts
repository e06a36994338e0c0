/** `pacegate run`: the gate – measure, compare, judge, report. */
import { relative } from 'node:path';
import { gate } from '../gate.ts';
import { renderTerminal } from '../report/terminal.ts';
import type { Command, ProcessLike } from './command.ts';
import { MEASURING_OPTIONS, settingsFrom } from './options.ts';
import { withWorld } from './world.ts';

export const run: Command = {
  usage:
    'pacegate run [--budgets FILE] [--base REF [--base-exact]] [--only GLOB] [--out DIR] [--save-baseline] [--compare auto|stored|side-by-side] [--seed TEXT]',
  summary:
    'Measure, compare, judge, report. Exit 1 when a budget is broken, 3 when something could not be measured.',
  options: { ...MEASURING_OPTIONS, 'save-baseline': { type: 'boolean' } },
  positionals: [0, 0],
  async run(args, process) {
    const { report, exit, files } = await withWorld(process, (world) =>
      gate(settingsFrom(args, process), world),
    );
    process.stdout.write(
      renderTerminal(report, terminalOptions(process, relative(process.cwd(), files.html))),
    );
    return exit;
  },
};

/** Colour only where there is a terminal, and nobody asked for none (https://no-color.org). */
export function terminalOptions(process: ProcessLike, html?: string) {
  const { isTTY = false, columns } = process.stdout;
  return {
    colour: isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    ...(columns !== undefined && { columns }),
    ...(html !== undefined && { html }),
  };
}
