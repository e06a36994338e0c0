/** What a results file of any tool is read into: the values of each benchmark, in base units, or why there are none. */
import type { Environment } from '../samples/environment.ts';
import type { Better, Failure, FailureCode, Method } from '../samples/measurements.ts';

/** Runs of one quantity: one entry for each fresh process that the file tells apart. */
export interface ReadMetric {
  readonly unit: string;
  readonly better: Better;
  readonly runs: readonly (readonly number[])[];
}

/** One benchmark of a file. Fits `Measured` of the runners. */
export interface Reading {
  /** Undefined where the format knows no names. Untrusted text. */
  readonly sub?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, ReadMetric>>;
  readonly method?: Method;
  readonly failure?: Failure;
}

export interface Results {
  readonly benchmarks: readonly Reading[];
  /** Machine and interpreter, where the file tells them. */
  readonly environment?: Environment;
  /** When it was measured, in ISO 8601, where the file tells. */
  readonly created?: string;
  /** Set where the file as a whole cannot be used; `benchmarks` is then empty. */
  readonly failure?: Failure;
}

/** A results file. */
export interface ResultsText {
  readonly text: string;
  /** asv's `benchmarks.json`. */
  readonly companion?: string;
}

/** Why a file cannot be used. Thrown inside a parser only: `readResults` turns it into a `Failure`. */
export class Unreadable extends Error {
  readonly code: FailureCode;
  readonly hint: string | undefined;

  constructor(message: string, options: { code?: FailureCode; hint?: string } = {}) {
    super(message);
    this.code = options.code ?? 'garbage';
    this.hint = options.hint;
  }
}

export function failureOf(error: Unreadable): Failure {
  return { code: error.code, message: error.message, ...(error.hint !== undefined && { hint: error.hint }) };
}

/** A metric that load test tools give as a single number for each run of the test. */
export function single(value: number, unit: string, better: Better): ReadMetric {
  return { unit, better, runs: [[value]] };
}
