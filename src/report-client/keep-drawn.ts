/** A plot in a figure, drawn again when the page's width or colours change. */
import type uPlot from 'uplot';

/** `draw` makes the plot in `holder`. Returns what draws it again. */
export function keepDrawn(
  figure: HTMLElement,
  draw: (holder: HTMLElement, width: number) => uPlot,
): () => void {
  const holder = document.createElement('div');
  // The text beside it says the same in numbers.
  holder.setAttribute('aria-hidden', 'true');
  figure.prepend(holder);
  let drawn: uPlot | undefined;
  const redraw = () => {
    if (!figure.isConnected) return;
    drawn?.destroy();
    drawn = draw(holder, Math.max(240, figure.clientWidth));
  };
  redraw();
  let width = figure.clientWidth;
  const resized = new ResizeObserver(() => {
    if (!figure.isConnected) {
      drawn?.destroy();
      resized.disconnect();
    } else if (Math.abs(figure.clientWidth - width) > 8) {
      width = figure.clientWidth;
      redraw();
    }
  });
  resized.observe(figure);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  return redraw;
}

/** The colour that the page's styles give a name in this scheme. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
