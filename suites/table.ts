/** What is known of all projects, as the document shows it. */
import { markdownTable } from '../power/tally.ts';
import type { Row } from './trial.ts';

export function renderTable(rows: readonly Row[]): string {
  return markdownTable(
    ['project', 'kind', 'benchmarks', 'minutes', '% told', 'false alarms', 'slowdowns found', 'named'],
    rows.map(({ project, benchmarks, seconds, told, verdicts, falseAlarms, planted }) => [
      `${project.release.name} ${project.release.version}`,
      project.kind,
      String(benchmarks),
      (seconds / 60).toFixed(1),
      verdicts === 0 ? '–' : ((100 * told) / verdicts).toFixed(1),
      String(falseAlarms.length),
      `${planted.found.length} of ${planted.expected.length}`,
      `${planted.named.length} of ${planted.found.length}`,
    ]),
  );
}

/** Where a project could not be used as `init` wrote it: a list, or a sentence where there is none. */
export function renderPatches(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ project, patches }) =>
    patches.map((reason) => `- ${project.release.name}: ${reason}.`),
  );
  return lines.length === 0 ? 'All of them were measured as `init` wrote it.' : lines.join('\n');
}
