/** The document's table: a row for each runner, install or layout, and each hole with its reason. */
import { markdownTable } from '../power/tally.ts';
import { KINDS, kindOf, type Outcome } from './trial.ts';
import { INSTALLS, LAYOUTS, RUNNERS, SENSELESS, WAYS } from './ways.ts';

export function renderTable(outcomes: readonly Outcome[]): string {
  const row = (title: string, some: readonly Outcome[]) => [
    title,
    String(some.length),
    ...KINDS.map((kind) => String(some.filter((each) => kindOf(each) === kind).length)),
  ];
  const rows = [
    ...RUNNERS.map((runner) =>
      row(
        `\`${runner}\``,
        outcomes.filter((each) => each.runner === runner),
      ),
    ),
    ...LAYOUTS.map((layout) =>
      row(
        `layout ${layout}`,
        outcomes.filter((each) => each.layout === layout),
      ),
    ),
    ...INSTALLS.map((install) =>
      row(
        `install ${install}`,
        outcomes.filter((each) => each.install === install),
      ),
    ),
    ...WAYS.map((way) =>
      row(
        way.replace('_', ' '),
        outcomes.filter((each) => each.way === way),
      ),
    ),
  ].filter(([, count]) => count !== '0');
  return markdownTable(['', 'combinations', ...KINDS], [...rows, row('all', outcomes)]);
}

/** Everything that is not right, each with its reason; a runner's ways with one reason are told once. */
export function renderHoles(outcomes: readonly Outcome[]): string {
  const lines = new Map<string, string[]>();
  for (const outcome of outcomes) {
    const { layout, install, runner, way, slower, twin, reasons = [] } = outcome;
    if (kindOf(outcome) === 'right') continue;
    const why = [...new Set(reasons)].join(' / ');
    const line = `${layout}/${install}/${runner}: ${kindOf(outcome)} (${slower}, twin ${twin}): ${why}`;
    lines.set(line, [...(lines.get(line) ?? []), way]);
  }
  return [...lines]
    .map(([line, ways]) => `- ${ways.length > 3 ? `${ways.length} ways` : ways.join(', ')}, ${line}`)
    .join('\n');
}

export function renderSenseless(): string {
  return SENSELESS.map(({ reason }) => `- ${reason}.`).join('\n');
}
