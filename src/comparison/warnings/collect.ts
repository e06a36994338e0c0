/** Doubts about the data, as data. They are made when everything is decided, and decide nothing. */
import type { Environment } from '../../samples/environment.ts';
import type { Benchmark } from '../../samples/measurements.ts';
import { environmentOf, sessionsOf } from '../../samples/sessions.ts';
import type { JudgeRequest } from '../request.ts';
import type { Warning } from '../result.ts';
import type { Finding } from '../rule/finding.ts';
import { findDifferingParts } from '../subjects/answers.ts';
import type { Subject } from '../subjects/subjects.ts';
import type { Judged } from '../to-result.ts';
import { warn, warnRaised } from './catalogue.ts';
import { differs, findConfounders } from './confounders.ts';
import { datedWarnings } from './dates.ts';
import { ruleChanges } from './rule-changes.ts';
import { toyWarnings } from './toy.ts';

/** Runs of one side that differ by more than this (robust standard deviation) make a noisy machine. */
const NOISY_SPREAD = 0.05;

export function collectWarnings(
  request: JudgeRequest,
  subjects: readonly Subject[],
  judged: readonly Judged[],
): Warning[] {
  const warnings = [
    ...sessionWarnings(request, subjects),
    ...request.budgets.flatMap(({ name }) =>
      [...(request.raised?.get(name) ?? [])].flatMap((code) => warnRaised(code, name) ?? []),
    ),
    ...datedWarnings(request),
    ...ruleChanges(request),
    ...subjects.flatMap((subject) => {
      const findings = judged.flatMap((entry) =>
        entry.finding && entry.subject.name === subject.name ? [entry.finding] : [],
      );
      return subjectWarnings(subject, findings);
    }),
  ];
  const seen = new Set<string>();
  return warnings.filter(({ code, benchmark, message }) => {
    const key = `${code}\u0000${benchmark ?? ''}\u0000${message}`;
    return !seen.has(key) && seen.add(key) !== undefined;
  });
}

function sessionWarnings(
  { baseline, candidate, comparison, baseBehind }: JudgeRequest,
  subjects: readonly Subject[],
): Warning[] {
  const found =
    baseline && comparison !== 'none' ? findConfounders(baseline, candidate, subjects) : undefined;
  return [
    ...[candidate, ...(baseline ? [baseline] : [])].flatMap((side) =>
      sessionsOf(side).flatMap((session) => environmentWarnings(environmentOf(side, session))),
    ),
    ...(candidate.commit?.dirty ? [warn('dirty', { side: 'candidate' })] : []),
    ...(baseBehind && comparison === 'side-by-side' ? [warn('base-behind', baseBehind)] : []),
    ...(baseline?.commit?.dirty ? [warn('dirty', { side: 'baseline' })] : []),
    ...(found ? [warn('confounded', found)] : []),
  ];
}

/** Facts that an environment states about itself, under the warning's code or as the interpreter's build. */
function environmentWarnings(environment: Environment): Warning[] {
  const codes = ['development-mode', 'debug-build', 'tracing-active', 'throttled'];
  const stated = codes.filter(
    (code) => environment[code] === true || environment[code.replace('-', '_')] === true,
  );
  const debug = /\b(debug|pydebug)\b/i.test(environment.python_build ?? '') ? ['debug-build'] : [];
  return [...stated, ...debug].flatMap((code) => warnRaised(code) ?? []);
}

function subjectWarnings(subject: Subject, findings: readonly Finding[]): Warning[] {
  const { name, spec, baseline, candidate } = subject;
  const parts = findDifferingParts(baseline?.answer, candidate?.answer);
  return [
    ...(parts.length > 0 ? [warn('different-result', { parts }, name)] : []),
    ...(findings.some(({ doubt }) => doubt === 'too-short') ? [warn('too-short', undefined, name)] : []),
    ...(findings.some(({ facts }) => facts.includes('two-modes'))
      ? [warn('two-modes', undefined, name)]
      : []),
    ...([baseline, candidate].some(isSeldomSteady) ? [warn('never-steady', undefined, name)] : []),
    ...(differs(subject, (side) => side?.method?.fingerprint)
      ? [warn('benchmark-changed', undefined, name)]
      : []),
    ...(differs(subject, (side) => side?.dataset?.digest) ? [warn('dataset-changed', undefined, name)] : []),
    ...toyWarnings(name, candidate?.dataset, baseline?.dataset, spec.dataset?.min_size),
    ...(findings.some(isNoisy) ? [warn('noisy-machine', undefined, name)] : []),
  ];
}

function isNoisy({ unit, clock, baseline, candidate }: Finding): boolean {
  return (
    unit === 's' &&
    clock !== undefined &&
    [baseline, candidate].some((side) => side && side.spread > NOISY_SPREAD * side.median)
  );
}

/** One process in a while is disturbed at the wrong moment; a benchmark that never settles shows it in most of them. */
function isSeldomSteady(benchmark: Benchmark | undefined): boolean {
  const unsteady = benchmark?.method?.neverSteady ?? 0;
  const runs = benchmark?.metrics.wall_time?.runs.length ?? 0;
  return unsteady > 0 && 2 * unsteady >= runs;
}
