/** One budget from a command line: `--budget 'time < baseline + 5%'`. */
import type { Position, Problem } from '../../errors.ts';
import type { Budget } from '../model.ts';
import { readBudget } from './grammar.ts';

const OPTION: Position = { file: '--budget', line: 1, column: 1 };

/**
 * The budget, or the mistake in it with its column. No benchmark is known here, so a name that Pacegate does not
 * measure is taken for one that the benchmark reports, unless it is nearly one of Pacegate's.
 */
export function parseBudget(text: string, position: Position = OPTION): Budget | Problem {
  const reading = readBudget(text);
  if ('mistake' in reading) {
    const { line, column, file } = position;
    return {
      severity: 'error',
      position: { file, line, column: column + reading.offset },
      message: reading.mistake,
    };
  }
  const { text: folded, metric, op, bound, better } = reading;
  return { text: folded, metric, op, bound, better, severity: 'fail', position };
}

export function isProblem(result: Budget | Problem): result is Problem {
  return 'message' in result;
}
