/** Why a benchmark that was there at first cannot be judged. */
import type { Failure } from '../../samples/measurements.ts';

export const VANISHED: Failure = {
  code: 'no-values',
  message: 'It was measured in some processes and not in others.',
  hint: 'Benchmarks must be the same in every process: look for one that is skipped or named at random.',
};
