/** `report.html`. */
import assets from './html-assets.json' with { type: 'json' };
import { viewReport } from './html-view.ts';
import type { Report } from './model.ts';
import { renderPage } from './page.ts';

export function renderHtml(report: Report): string {
  return renderPage({
    title: `Pacegate report: ${report.verdict}`,
    assets,
    data: viewReport(report),
    withoutScript: 'report.md',
  });
}
