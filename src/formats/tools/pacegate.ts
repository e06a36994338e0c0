/** Pacegate's own measurement file, for results that another program writes in this format. */
import { UsageError } from '../../errors.ts';
import { parseMeasurements } from '../../samples/measurements-file.ts';
import { type Reading, type Results, type ResultsText, Unreadable } from '../reading.ts';

export function parsePacegate({ text }: ResultsText): Results {
  try {
    const { benchmarks, environment } = parseMeasurements(text, 'The results file');
    if (benchmarks.length === 0) throw new Unreadable('It holds no benchmark.', { code: 'no-values' });
    return {
      environment,
      benchmarks: benchmarks.map(({ name, params, metrics, method, failures }): Reading => {
        const [failure] = failures ?? [];
        return {
          sub: name,
          ...(params && { params }),
          metrics: Object.fromEntries(
            Object.entries(metrics).map(([metric, { unit, better, runs }]) => [
              metric,
              { unit, better, runs: runs.map(({ values }) => values) },
            ]),
          ),
          ...(method && { method }),
          ...(failure && { failure }),
        };
      }),
    };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new Unreadable(error.message, error.hint === undefined ? {} : { hint: error.hint });
  }
}
