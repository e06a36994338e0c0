/** `profiles/NAME.html`: the flame graph of one benchmark, with what is said of it and its dearest lines. */

import { renderPage } from '../html/page.ts';
import type { ProfilePageView } from '../html/view.ts';
import { clean, cleanName } from '../words/escape.ts';
import { formatPercent } from '../words/numbers.ts';
import { type FlameRequest, viewFlame } from './flame-view.ts';
import assets from './html-assets.json' with { type: 'json' };
import { culpritSentences, formatCost, headline, type ProfileView, whyNoCulprit } from './table.ts';
import { whereWords } from './where.ts';

export function renderProfilePage(request: FlameRequest & ProfileView): string {
  return renderPage({
    title: 'Pacegate profile',
    assets,
    data: viewProfilePage(request),
    withoutScript: 'The .md file beside it',
  });
}

export function viewProfilePage(request: FlameRequest & ProfileView): ProfilePageView {
  const { benchmark, comparison, question, lines = [], isChanged = () => false } = request;
  const where = whereWords(comparison, lines, cleanName);
  return {
    headline: headline(benchmark, comparison, cleanName),
    ...(question && { question: clean(question) }),
    said: [
      ...culpritSentences(comparison, cleanName).map(
        ([{ function: name, file, line }, words]) =>
          `${cleanName(name)} (${cleanName(file)}:${line}) ${words}.`,
      ),
      ...(where === undefined ? [] : [`Where the time goes: ${where}`]),
      ...(comparison.localised ? [] : [whyNoCulprit(comparison).replaceAll('`', '')]),
    ],
    flame: viewFlame(request),
    lines: lines
      .slice(0, MOST_LINES)
      .map(({ function: name, file, line, text, own, share }) => [
        `${isChanged({ name, file, line, end: line }) ? '● ' : ''}${cleanName(file)}:${line}`,
        clean(text ?? name, 120),
        formatCost(own, comparison.unit),
        formatPercent(share),
      ]),
  };
}

const MOST_LINES = 20;
