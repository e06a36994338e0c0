/** The names of sub-benchmarks, `NAME/SUB`, of a declared benchmark. */
import { matchesGlob } from './glob.ts';

export function fullName(declared: string, sub: string | undefined): string {
  return sub === undefined ? declared : `${declared}/${sub}`;
}

/** Whether a budget with this `only`, of the benchmark that is declared so, is for the benchmark of this full name. */
export function isFor({ only }: { readonly only?: string }, name: string, declared: string): boolean {
  return only === undefined || matchesGlob(only, name.slice(declared.length + 1));
}
