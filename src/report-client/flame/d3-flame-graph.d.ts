/** The parts of d3-flame-graph and d3-selection that flame-chart.ts uses: the one has no types, the other has far too many. */

declare module 'd3-selection' {
  export const selection: { readonly prototype: object };
  export function select(element: Element): {
    datum(data: unknown): { call(draw: (selection: unknown) => void): void };
  };
}

declare module 'd3-flame-graph' {
  /** A frame as d3-hierarchy places it; `Data` is what the chart was given. */
  export interface Placed<Data> {
    readonly data: Data;
    /** Its width, in what `getValue` gives, with its children's. */
    readonly value: number;
    readonly depth: number;
    readonly parent: Placed<Data> | null;
    readonly children?: readonly Placed<Data>[];
    /** The search found it. */
    readonly highlight?: boolean;
  }

  export interface Chart<Data> {
    (selection: unknown): void;
    width(pixels: number): this;
    cellHeight(pixels: number): this;
    minFrameSize(pixels: number): this;
    transitionDuration(milliseconds: number): this;
    inverted(rootAbove: boolean): this;
    /** Values are what a frame costs itself. */
    selfValue(own: boolean): this;
    getName(of: (frame: Placed<Data>) => string): this;
    /** Asked for the data when frames are placed, and for the placed frame when a search adds up what it found. */
    getValue(of: (frame: Data | Placed<Data>) => number): this;
    setLabelHandler(of: (frame: Placed<Data>) => string): this;
    setColorMapper(of: (frame: Placed<Data>) => string): this;
    setSearchMatch(matches: (frame: Placed<Data>, term: string) => boolean): this;
    setSearchHandler(handle: (found: readonly Placed<Data>[], sum: number, whole: number) => void): this;
    setDetailsHandler(handle: (text: string | null) => void): this;
    onClick(handle: (frame: Placed<Data>) => void): this;
    onHover(handle: (frame: Placed<Data>) => void): this;
    search(term: string): void;
    clear(): void;
    zoomTo(frame: Placed<Data>): void;
    resetZoom(): void;
  }

  export default function flamegraph<Data>(): Chart<Data>;
}
