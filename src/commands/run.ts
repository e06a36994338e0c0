/** `pacegate run`: the gate – measure, compare, judge, report. */
import { relative } from 'node:path';
import { UsageError } from '../errors.ts';
import { type GateOutcome, gate } from '../gate.ts';
import type { Written } from '../measuring/write-out.ts';
import type { Report } from '../report/model.ts';
import { renderTerminal } from '../report/terminal.ts';
import type { Settings } from '../settings.ts';
import type { Command, ExitStatus, ProcessLike } from './command.ts';
import { MEASURING_OPTIONS, SHARE_OPTION, settingsFrom } from './options.ts';
import { withWorld } from './world.ts';

export const run: Command = {
  usage:
    'pacegate run [--budgets FILE] [--base REF [--base-exact]] [--only GLOB] [--out DIR] [--save-baseline] [--all | --explain NAME] [--compare auto|stored|side-by-side] [--seed TEXT] [--shard I/N]',
  summary:
    'Measure, compare, judge, report. Exit 1 when a budget is broken, 3 when something could not be measured.',
  options: {
    ...MEASURING_OPTIONS,
    ...SHARE_OPTION,
    'save-baseline': { type: 'boolean' },
    all: { type: 'boolean' },
    explain: { type: 'string' },
  },
  positionals: [0, 0],
  async run(args, process) {
    const settings = settingsFrom(args, process);
    const explained = args.text('explain');
    if (explained !== undefined)
      return (await import('./explain-affected.ts')).explainAffected(explained, settings, process);
    const shard = args.text('shard');
    if (shard !== undefined) return (await import('./shard.ts')).runShare(shard, settings, process);
    return await withWorld(process, async (world): Promise<ExitStatus> => {
      return await tellOutcome(await gate(settings, world), settings, process);
    });
  },
};

/** Shows the report and saves what is to be saved; the exit status. */
export async function tellOutcome(
  { report, exit, files, save }: GateOutcome,
  settings: Settings,
  process: ProcessLike,
): Promise<ExitStatus> {
  const isWritten = showReport(report, files, process);
  const saved = save === undefined || (await trySaving(save, process));
  // Who asked for it must learn that it failed; a verdict that fails anyway says more.
  return exit === 0 && (!isWritten || (settings.saveBaseline && !saved)) ? 2 : exit;
}

/** @returns whether its files are there as well */
export function showReport(report: Report, { html, trouble }: Written, process: ProcessLike): boolean {
  const shown = trouble === undefined ? relative(process.cwd(), html) : undefined;
  process.stdout.write(renderTerminal(report, terminalOptions(process, shown)));
  if (trouble !== undefined) process.stderr.write(`The report was not written: ${trouble}\n`);
  return trouble === undefined;
}

async function trySaving(save: () => Promise<string>, process: ProcessLike): Promise<boolean> {
  try {
    process.stderr.write(`${await save()}\n`);
    return true;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const told = [error.message, error.hint].filter(Boolean).join('\n  ');
    process.stderr.write(`The baseline was not saved: ${told}\n`);
    return false;
  }
}

/** Colour only where there is a terminal, and nobody asked for none (https://no-color.org). */
export function terminalOptions(process: ProcessLike, html?: string) {
  const { isTTY = false, columns } = process.stdout;
  return {
    colour: isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    ...(columns !== undefined && { columns }),
    ...(html !== undefined && { html }),
  };
}
