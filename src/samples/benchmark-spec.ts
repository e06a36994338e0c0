/** How to run a benchmark: what the budget file declares and the runners take. */

export interface MeasureOptions {
  /** Interpreter; a path with a slash is relative to the checkout. Default `python3` on PATH. */
  readonly python?: string;
  /** Shell command, run once in each checkout before it is measured. */
  readonly setup?: string;
  /** Seconds for measuring one benchmark, both sides together. */
  readonly max_time: number;
  /** Seconds after which one process is killed with its children. */
  readonly timeout: number;
  /** Set for the benchmark and its set-up, on both sides. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names of variables that are handed on although they look like credentials. */
  readonly pass_env?: readonly string[];
  /** The code is that of a stranger, such as a fork's pull request: `pass_env` hands nothing on. */
  readonly untrusted?: boolean;
  /** Whether it is measured even where nothing that it runs differs between the sides. Default `auto`: it is not. */
  readonly affected?: 'auto' | 'all';
  /** Whether each benchmark of a suite gets processes of its own. */
  readonly isolate?: boolean;
  /** What was asked for of its sub-benchmarks (`--only`): patterns over full names. Default: all of them. */
  readonly chosen?: readonly string[];
  /** Sub-benchmarks that are not measured, since the change cannot affect them: full names. */
  readonly spared?: readonly string[];
  /** The change is in code that it runs: it is measured before those of which that is not known. */
  readonly runsChange?: boolean;
  /** Default `calls`: both sides' processes take turns, where the runner can. */
  readonly interleave?: 'calls' | 'processes';
}

export type RunnerSpec =
  | { readonly kind: 'callable'; readonly target: string } // file.py:function or package.module:function
  | { readonly kind: 'timeit'; readonly stmt: string; readonly setup?: string }
  | { readonly kind: 'command'; readonly command: string } // a shell command: a whole process is one value
  | { readonly kind: 'pytest'; readonly args: string } // paths, node ids and options, as typed after `pytest`
  | { readonly kind: 'pyperf'; readonly script: string } // script and its arguments
  | { readonly kind: 'asv'; readonly benchmark: string } // a regular expression, as `asv run --bench`
  | {
      readonly kind: 'results';
      readonly command: string;
      readonly format: ResultsFormat;
      readonly file: string;
    };

export type ResultsFormat =
  | 'pytest-benchmark'
  | 'pyperf'
  | 'asv'
  | 'hyperfine'
  | 'k6'
  | 'locust'
  | 'pacegate';
