/** Whether the gate enforces or only observes on a day. */
import type { BudgetFile } from './model.ts';

export function modeOf({ mode, enforce_from }: BudgetFile['gate'], today: string): 'enforce' | 'observe' {
  if (mode === 'observe') return 'observe';
  return enforce_from !== undefined && today < enforce_from ? 'observe' : 'enforce';
}
