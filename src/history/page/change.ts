/** How far a curve has come from where it begins. Pure. */
import { clean } from '../../report/words/escape.ts';
import { formatInterval, plural } from '../../report/words/numbers.ts';
import type { EntrySummary } from '../../stores/store.ts';
import { changeTo, type Place } from '../chain.ts';
import type { Series } from '../series.ts';
import type { Curve } from './view.ts';

export type CurveChange = Pick<Curve, 'state' | 'change' | 'interval' | 'since' | 'size'>;

/** The product of the measured changes. */
export function chained(
  place: Place,
  { better, measured }: Series,
  sessions: readonly EntrySummary[],
): CurveChange {
  const product = changeTo(place);
  const { change, interval } = formatInterval({ ...product, confidence: 0.95 });
  const begin = place.start;
  const start = measured.find(({ commit }) => commit === begin)?.session;
  const date = start === undefined ? '' : ` (${day(sessions[start])})`;
  const grew = product.low > 1 ? 1 : product.high < 1 ? -1 : 0;
  return {
    state: grew === 0 ? 'same' : grew > 0 === (better === 'lower') ? 'worse' : 'better',
    change,
    interval,
    since: `since ${clean(begin, 40).slice(0, 8)}${date}, ${plural(place.steps, 'measured change')}`,
    size: (better === 'lower' ? 1 : -1) * Math.log(product.ratio),
  };
}

/** Without measured changes, the first and the latest value of one environment: no more than a hint. */
export function alone({ measured, better }: Series, sessions: readonly EntrySummary[]): CurveChange {
  const valued = measured.filter(({ row: { estimate } }) => estimate !== undefined && estimate > 0);
  const last = valued.at(-1);
  const environment = last && sessions[last.session]?.environmentKey;
  const first = valued.find(({ session }) => sessions[session]?.environmentKey === environment);
  const none = { state: 'unproven' as const, interval: '' };
  if (!last?.row.estimate || !first?.row.estimate || last === first)
    return { ...none, change: '', since: '', size: null };
  const ratio = last.row.estimate / first.row.estimate;
  return {
    ...none,
    change: formatInterval({ ratio, low: ratio * 0.99, high: ratio * 1.01, confidence: 0 }).change,
    since: `since ${day(sessions[first.session])} on one machine, not measured in turns`,
    size: (better === 'lower' ? 1 : -1) * Math.log(ratio),
  };
}

export function day(entry: EntrySummary | undefined): string {
  return clean(entry?.created ?? '', 24).slice(0, 10);
}
