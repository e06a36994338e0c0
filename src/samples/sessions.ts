/** Which session and which machine each benchmark of a measurement file belongs to. A merged file holds several. */
import type { Environment } from './environment.ts';
import type { Benchmark, Measurements } from './measurements.ts';

export function sessionOf({ session }: Measurements, benchmark: Benchmark | undefined): string {
  return benchmark?.session ?? session;
}

export function environmentOf({ environment, sessions }: Measurements, session: string): Environment {
  return sessions && Object.hasOwn(sessions, session) ? (sessions[session] as Environment) : environment;
}

/** Every session of the file, in order of name; of most files the one. */
export function sessionsOf({ session, sessions }: Measurements): readonly string[] {
  return sessions ? Object.keys(sessions).sort() : [session];
}
