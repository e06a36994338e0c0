/**
 * Facts of the machine and of the interpreters that a budget file's benchmarks run in. The one source of them: what a
 * baseline is stored under and what it is looked up by are the same facts, asked in the same way, or a stored
 * baseline would never be found again.
 */
import { arch, availableParallelism, cpus, release, type } from 'node:os';
import type { BenchmarkSpec } from '../../budgets/model.ts';
import { digest } from '../../runners/callable.ts';
import { benchmarkEnvironment } from '../../runners/harness/harness.ts';
import { findInterpreter } from '../../runners/processes/interpreter.ts';
import { findFacts } from '../../runners/processes/interpreter-facts.ts';
import { findProjectDirectory } from '../../runners/processes/project-directory.ts';
import type { Checkout } from '../../samples/checkout.ts';
import { type Environment, joinLines } from '../../samples/environment.ts';

/**
 * @param specs all that the budget file declares, whatever is measured of it now: `--only` makes no other environment
 * @param env what the benchmarks' environment is made of
 */
export async function describeEnvironment(
  specs: readonly BenchmarkSpec[],
  checkout: Checkout,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Environment> {
  // Benchmarks may name interpreters of their own, and set variables that lead to other packages.
  const distinct = new Map(
    specs.map(({ measure }) => [JSON.stringify([measure.python, measure.env ?? {}]), measure]),
  );
  const projects = projectDirectories(specs, checkout.directory);
  const described: Environment[] = [];
  for (const measure of distinct.values()) {
    const variables = benchmarkEnvironment({ env, hashSeed: 0, measure });
    const python = await findInterpreter(measure.python, checkout.directory, variables);
    const facts = 'failure' in python ? undefined : await findFacts(python, checkout, variables, projects);
    described.push(facts ?? machine());
  }
  const [first] = described;
  if (first === undefined) return machine();
  if (described.length === 1) return first;
  const others = described.map((each) => [
    each.implementation,
    each.python,
    each.python_build,
    each.packages,
  ]);
  return {
    ...first,
    ...joined('distributions', described),
    ...joined('settings', described),
    packages: digest(JSON.stringify(others.map((facts) => facts.map((fact) => fact ?? null)))),
  };
}

/** What any of the interpreters has. */
function joined(fact: 'distributions' | 'settings', described: readonly Environment[]): Environment {
  const lines = described.flatMap((each) => each[fact]?.split('\n') ?? []);
  return lines.length > 0 ? { [fact]: joinLines([...new Set(lines)].sort()) } : {};
}

/** Where a repository holds several projects, their own distributions are no part of the environment either. */
function projectDirectories(specs: readonly BenchmarkSpec[], directory: string): string[] {
  const found = specs.flatMap(({ runner }) => {
    if (runner.kind !== 'callable') return [];
    const place = runner.target.slice(0, runner.target.lastIndexOf(':'));
    const project = place.endsWith('.py') ? findProjectDirectory(directory, place) : '';
    return project === '' ? [] : [project];
  });
  return [...new Set(found)].sort();
}

/** Where no interpreter can be asked, as for a load test without Python: another machine is another environment still. */
export function machine(): Environment {
  const [cpu] = cpus();
  return {
    ...(cpu && { cpu: cpu.model.trim() }),
    cores: availableParallelism(),
    arch: arch(),
    os: type(),
    kernel: release(),
  };
}
