/** What the change does to the rules that it is judged by: the first thing that a reviewer has to see. */
import type { Warning, WarningCode } from '../../comparison/result.ts';
import { code, prose } from './escape.ts';
import { concerned, groupDoubts } from './scenario.ts';

const RULE_CHANGES: ReadonlySet<WarningCode> = new Set([
  'budget-loosened',
  'accepted-new',
  'dataset-reviewed',
  'gate-loosened',
]);

export function isRuleChange({ code }: Pick<Warning, 'code'>): boolean {
  return RULE_CHANGES.has(code);
}

const LISTED = 5;

export function renderRuleChanges(warnings: readonly Warning[], rest: string): string[] {
  const changes = groupDoubts(warnings.filter(isRuleChange));
  if (changes.length === 0) return [];
  const left = changes.length - LISTED;
  return [
    '**This change also decides what may pass:**',
    '',
    ...changes
      .slice(0, LISTED)
      .map((change) =>
        `-${concerned(change, code)} ${prose(change.message)} ${prose(change.advice)}`.trimEnd(),
      ),
    ...(left > 0 ? [`- and ${left} more: ${rest}`] : []),
    '',
  ];
}
