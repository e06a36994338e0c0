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

/** The same changes, judged by the frameworks' own comparisons. */
export function renderPeers(rows: readonly Row[]): string {
  return markdownTable(
    ['project', 'compared by', 'minutes for both sides', 'false alarms', 'slowdowns found'],
    rows.flatMap(({ project, peers }) =>
      peers.map(({ tool, seconds, falseAlarms, found, expected }) => [
        project.release.name,
        tool,
        // Of three sides: the base is measured once for both changes.
        ((seconds * 2) / 3 / 60).toFixed(1),
        String(falseAlarms),
        `${found} of ${expected}`,
      ]),
    ),
  );
}

/** Where a project could not be used as `init` wrote it: a list, or a sentence where there is none. */
export function renderPatches(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ project, patches }) =>
    patches.map((reason) => `- ${project.release.name}: ${reason}.`),
  );
  return lines.length === 0 ? 'All of them were measured as `init` wrote it.' : lines.join('\n');
}
