/** Reasons in words. Names come in as `show` writes them: they are untrusted text. */
import type { Reason } from './reason.ts';

export function tellReason(reason: Reason, show: (text: string) => string): string {
  switch (reason.kind) {
    case 'code':
    case 'module':
    case 'text':
    case 'file':
    case 'directory':
    case 'package':
      return `${NOUNS[reason.kind]} ${show(reason.name)}${andMore(reason.more)} differs between the sides`;
    case 'interpreter':
      return 'the sides have different interpreters';
    case 'unknown':
      return `${UNKNOWN[reason.what] ?? 'something happened that cannot be compared'} (${show(reason.name)})`;
    case 'unseen-file':
      return `it may look at files unseen, and ${show(reason.name)}${andMore(reason.more)} differs between the sides`;
    case 'definition':
      return 'its entry in the budget file is new or differs from the base';
    case 'own-files':
      return `the benchmark's own file ${show(reason.name)}${andMore(reason.more)} differs between the sides`;
    case 'dataset':
      return `the data set's file ${show(reason.name)}${andMore(reason.more)} differs between the sides`;
    case 'no-earlier-verdict':
      return `nothing says that ${show(reason.budget)} held for the base commit on such a machine`;
    case 'demands-change':
      return `${show(reason.budget)} demands a change`;
    case 'watches-nothing':
      return `${show(reason.budget)} watches nothing`;
    case 'no-budgets':
      return 'it has no budgets, so it is measured for its own sake';
    case 'runner':
      return 'what its runner starts is not recorded here';
    case 'asked-for':
      return 'everything was to be measured (`--all`, `affected: all`, or a baseline is saved)';
    case 'failed':
      return `it could not be recorded on the ${reason.side}: ${show(reason.message)}`;
  }
}

const NOUNS = {
  code: 'the code of',
  module: 'the module',
  text: 'the text of',
  file: 'the file',
  directory: 'the list of files in',
  package: 'the installed package',
} as const;

const UNKNOWN: Readonly<Record<string, string>> = {
  child: 'it starts another process',
  network: 'it uses the network',
  'text-as-code': 'it runs a text as code',
  'native-library': 'it loads a native library by itself',
  chance: 'the clock or random numbers may choose what it runs or reads',
  file: 'it reads something that cannot be compared',
  hook: 'the recording failed',
};

function andMore(more: number): string {
  return more > 0 ? ` (and ${more} more)` : '';
}
