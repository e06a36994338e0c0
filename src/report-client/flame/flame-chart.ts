/** The drawing of a flame graph, by d3-flame-graph, with what that lacks: the keyboard, words for readers of the screen, and marks. */
import flamegraph, { type Placed } from 'd3-flame-graph';
import { select } from 'd3-selection';
import type { Flame } from '../../report/html/view.ts';
import { element } from '../dom.ts';
import { describe, type Frame, growth, type Shown, widthOf } from './flame-frames.ts';

/** Frames narrower than this many pixels show when their caller is zoomed in on. */
const NARROWEST = 1;
const ROW = 20;

export interface FlameChart {
  readonly node: HTMLElement;
  /** @returns how many frames were found, and their share of the time */
  search(term: string): { readonly found: number; readonly share: number };
  showAll(): void;
}

/** @param tell what is said of the frame that is pointed at */
export function drawFlameChart(
  flame: Flame,
  root: Frame,
  shown: Shown,
  width: number,
  tell: (text: string) => void,
): FlameChart {
  const id = `flame-${++charts}`;
  const node = element('div', {
    class: 'flame-chart',
    role: 'tree',
    tabindex: '0',
    'aria-label': `Flame graph of ${flame.benchmark}, ${shown}`,
  });
  const most = shown === 'difference' ? largestGrowth(root, flame) : 0;
  let found = { found: 0, share: 0 };
  let current: Placed<Frame> | undefined;
  const drawn = new Map<Frame, SVGGElement>();
  const say = ({ data }: Placed<Frame>) => describe(data, root, flame);

  const chart = flamegraph<Frame>()
    .width(width)
    .cellHeight(ROW)
    .minFrameSize(NARROWEST)
    .transitionDuration(0)
    .inverted(true)
    .selfValue(true)
    .getName(({ data: { entry } }) => (entry[2] === 'changed' ? `● ${entry[0]}` : entry[0]))
    .getValue((frame) => ('data' in frame ? frame.value : widthOf(frame, shown, flame)))
    .setLabelHandler(say)
    .setColorMapper(({ data }) => colourOf(data, shown, flame, most))
    .setSearchMatch(({ data: { entry } }, term) => `${entry[0]} ${entry[1]}`.toLowerCase().includes(term))
    .setSearchHandler((frames, sum, whole) => {
      found = { found: frames.length, share: whole > 0 ? sum / whole : 0 };
    })
    .setDetailsHandler(() => undefined)
    .onHover((frame) => tell(say(frame)))
    .onClick((frame) => {
      describeFrames();
      moveTo(frame);
    });

  /** Words and marks of every frame that is drawn now. */
  function describeFrames(): void {
    drawn.clear();
    let deepest = 0;
    for (const group of node.querySelectorAll<SVGGElement>('g.frame')) {
      const frame = placedOf(group);
      drawn.set(frame.data, group);
      deepest = Math.max(deepest, frame.depth);
      group.id = `${id}-${frame.data.index}`;
      group.setAttribute('role', 'treeitem');
      group.setAttribute('aria-level', String(frame.depth + 1));
      group.setAttribute('aria-label', say(frame));
      group.classList.toggle('touched', frame.data.entry[2] === 'changed');
      group.classList.toggle('found', frame.highlight === true);
    }
    const drawing = node.querySelector('svg');
    drawing?.setAttribute('role', 'presentation');
    drawing?.setAttribute('height', String((deepest + 1) * ROW));
  }

  function moveTo(frame: Placed<Frame> | undefined): void {
    const group = frame && drawn.get(frame.data);
    if (!frame || !group) return;
    const before = current && drawn.get(current.data);
    before?.classList.remove('current');
    current = frame;
    group.classList.add('current');
    node.setAttribute('aria-activedescendant', group.id);
    // Whoever goes on by keyboard must see where.
    group.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    tell(say(frame));
  }

  const isDrawn = (frame: Placed<Frame>) => drawn.has(frame.data);
  const beside = (frame: Placed<Frame>, step: 1 | -1) => {
    const all = (frame.parent?.children ?? []).filter(isDrawn);
    return all[all.indexOf(frame) + step];
  };

  function showAll(): void {
    chart.resetZoom(); // calls onClick with the whole call
  }

  const keys: Readonly<Record<string, (frame: Placed<Frame>) => void>> = {
    ArrowDown: (frame) => moveTo(frame.children?.find(isDrawn)),
    ArrowUp: (frame) => moveTo(frame.parent ?? undefined),
    ArrowLeft: (frame) => moveTo(beside(frame, -1)),
    ArrowRight: (frame) => moveTo(beside(frame, 1)),
    Home: () => moveTo(rootOf(node)),
    Enter: (frame) => chart.zoomTo(frame),
    ' ': (frame) => chart.zoomTo(frame),
    Escape: showAll,
  };
  node.addEventListener('keydown', (event) => {
    const act = keys[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (current) act(current);
  });
  node.addEventListener('focus', () => {
    if (!current) moveTo(rootOf(node));
  });

  select(node).datum(root).call(chart);
  describeFrames();
  return {
    node,
    search(term) {
      found = { found: 0, share: 0 };
      if (term === '') chart.clear();
      else chart.search(term);
      node.classList.toggle('searching', term !== '');
      describeFrames();
      return found;
    },
    showAll,
  };
}

let charts = 0;

/** d3 keeps what an element stands for in this property. */
function placedOf(group: Element): Placed<Frame> {
  return (group as Element & { __data__: Placed<Frame> }).__data__;
}

function rootOf(node: HTMLElement): Placed<Frame> | undefined {
  const first = node.querySelector('g.frame');
  let frame = first ? placedOf(first) : undefined;
  while (frame?.parent) frame = frame.parent;
  return frame;
}

function largestGrowth(root: Frame, flame: Flame): number {
  const own = root.changed ? Math.abs(growth(root, flame)) : 0;
  return root.children.reduce((most, frame) => Math.max(most, largestGrowth(frame, flame)), own);
}

/** Colours of the page's styles: blue and orange, which all people can tell apart, and grey for what is noise. */
function colourOf(frame: Frame, shown: Shown, flame: Flame, most: number): string {
  if (shown !== 'difference') return frame.entry[2] === 'library' ? 'var(--noise)' : 'var(--frame)';
  if (!frame.changed) return 'var(--noise)';
  const grown = growth(frame, flame);
  const strength = Math.round(35 + 65 * Math.sqrt(Math.min(1, Math.abs(grown) / most)));
  return `color-mix(in srgb, var(${grown > 0 ? '--more' : '--less'}) ${strength}%, var(--noise))`;
}
