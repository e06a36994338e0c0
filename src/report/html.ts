/** `report.html`. */
import assets from './html-assets.json' with { type: 'json' };
import { viewReport } from './html-view.ts';
import type { Report } from './model.ts';
import { renderPage } from './page.ts';
import type { FlameRequest } from './profiles/flame-view.ts';

export function renderHtml(report: Report, profiled: readonly FlameRequest[] = []): string {
  return renderPage({
    title: `Pacegate report: ${report.verdict}`,
    assets,
    data: viewReport(report, profiled),
    withoutScript: 'report.md',
  });
}
