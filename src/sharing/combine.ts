/** Several machines' measurements as those of one run: each benchmark keeps the session and the machine it was measured in. */
import { createHash } from 'node:crypto';
import type { Environment } from '../samples/environment.ts';
import type { Benchmark, Measurements } from '../samples/measurements.ts';
import { environmentOf } from '../samples/sessions.ts';

/**
 * One side. What is of one session altogether stays as it is, byte for byte.
 *
 * @param parts at least one; no benchmark is in two of them
 * @param place where a benchmark stands in the budget file
 */
export function combine(parts: readonly Measurements[], place: (name: string) => number): Measurements {
  const measured = parts.filter(({ benchmarks }) => benchmarks.length > 0);
  const [first, ...others] = (measured.length > 0 ? measured : parts) as [Measurements, ...Measurements[]];
  const all = [first, ...others];
  const isOne = others.every(({ session }) => session === first.session);
  const { seed, sessions: _, ...head } = first;
  const spent = Object.assign({}, ...all.map((part) => part.spent ?? {})) as Record<string, number>;
  return {
    ...head,
    session: isOne ? first.session : sessionOfAll(all),
    created: all.map(({ created }) => created).sort()[0] ?? first.created,
    environment: isOne ? first.environment : inCommon(all),
    ...(seed !== undefined && others.every((part) => part.seed === seed) && { seed }),
    ...(isOne ? first.sessions && { sessions: first.sessions } : { sessions: machines(all) }),
    ...(Object.keys(spent).length > 0 && { spent }),
    benchmarks: all
      .flatMap(({ session, benchmarks }) =>
        isOne
          ? benchmarks
          : benchmarks.map((one): Benchmark => ({ ...one, session: one.session ?? session })),
      )
      .sort((a, b) => place(a.name) - place(b.name)),
  };
}

/** The same for both sides of the same sessions, whatever the order of the parts. */
function sessionOfAll(parts: readonly Measurements[]): string {
  const ids = [...new Set(parts.map(({ session }) => session))].sort();
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 32);
}

/** The facts that hold on every machine, and how many there are. */
function inCommon(parts: readonly Measurements[]): Environment {
  const [first, ...others] = parts.map(({ environment }) => environment);
  const common = Object.entries(first ?? {}).filter(([fact, value]) =>
    others.every((environment) => environment[fact] === value),
  );
  return { ...Object.fromEntries(common), machines: new Set(parts.map(({ session }) => session)).size };
}

function machines(parts: readonly Measurements[]): Record<string, Environment> {
  return Object.fromEntries(
    parts.flatMap((part) =>
      [part.session, ...part.benchmarks.flatMap(({ session }) => session ?? [])].map((session) => [
        session,
        environmentOf(part, session),
      ]),
    ),
  );
}
