/** The rules of `env` and `pass_env`: names that are none, or that are not the budget file's to set. */
import { isNeverPassed } from '../../samples/names/withheld.ts';
import { quote } from '../shape/words.ts';
import { type Finding, findingAt, textOf } from '../yaml/finding.ts';
import { childOf, type TreeNode } from '../yaml/tree.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** What Pacegate sets itself, the same on both sides or for one of them. */
const OURS = /^(PYTHONHASHSEED$|PACEGATE_)/i;

export function variableRules(measure: TreeNode | undefined): Finding[] {
  if (measure === undefined) return [];
  const env = childOf(measure, 'env');
  const passed = childOf(measure, 'pass_env');
  return [
    ...(env?.kind === 'map' ? env.entries : []).flatMap(({ key, keySpan }) => {
      const mistake = nameMistake(key);
      return mistake === undefined ? [] : [findingAt(keySpan, mistake)];
    }),
    ...(passed?.kind === 'list' ? passed.items : []).flatMap((item) => {
      const node = textOf(item);
      return node === undefined ? [] : passRules(node, node.value.trim());
    }),
  ];
}

function passRules(node: TreeNode, name: string): Finding[] {
  const mistake = nameMistake(name);
  if (mistake !== undefined) return [findingAt(node, mistake)];
  if (isNeverPassed(name)) {
    return [
      findingAt(
        node,
        `${quote(name)} lets a process act for the job, so it is never handed on; give the benchmark what it needs under another name`,
      ),
    ];
  }
  return [];
}

function nameMistake(name: string): string | undefined {
  if (!NAME.test(name))
    return `${quote(name)} is no name of a variable: it takes letters, digits and \`_\`, and begins with no digit`;
  return OURS.test(name) ? `Pacegate sets ${quote(name)} itself, for both sides; remove it` : undefined;
}
