import { expect, test } from 'vitest';
import { judge } from '../../../src/comparison/judge.ts';
import { metric, request, session, spec, timed } from '../measured.ts';

const summaries = {
  name: 'it',
  metrics: {
    median: metric('s', [[0.1]]),
    p95: metric('s', [[0.2]]),
    throughput: metric('1/s', [[9]], 'higher'),
    'a | <b>': metric('s', [[1]]),
  },
};

test.each(['time < 1 s', 'time < baseline + 5%', 'p99 < 1 s', 'mean < 1 s', 'cost < $1'])(
  '%s on results without single values names what can be budgeted, and nothing out of the file',
  (text) => {
    const side = session([summaries]);
    const [result] = judge(
      request({ budgets: [spec('it', [text])], baseline: side, candidate: side }),
    ).results;
    expect(result).toMatchObject({ verdict: 'missing', failure: 'only-summaries' });
    expect(result?.reason).toContain('What can be budgeted: median, p95, throughput.');
  },
);

test('a metric that nothing reports is absent, with single values or without', () => {
  for (const benchmark of [summaries, timed('it')]) {
    const [result] = judge(
      request({ budgets: [spec('it', ['recall > 0.9'])], candidate: session([benchmark]) }),
    ).results;
    expect(result).toMatchObject({ verdict: 'missing', failure: 'absent' });
  }
});
