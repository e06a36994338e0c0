/** `report.html`. */
import assets from '../html-assets.json' with { type: 'json' };
import type { Report } from '../model.ts';
import type { FlameRequest } from '../profiles/flame-view.ts';
import { viewReport } from './html-view.ts';
import { renderPage } from './page.ts';

export function renderHtml(report: Report, profiled: readonly FlameRequest[] = []): string {
  return renderPage({
    title: `Pacegate report: ${report.verdict}`,
    assets,
    data: viewReport(report, profiled),
    withoutScript: 'report.md',
  });
}
