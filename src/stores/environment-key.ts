/** The name under which the baselines of one environment are kept: readable, and safe as a directory name. */
import { createHash } from 'node:crypto';
import { type Environment, FINGERPRINT_FACTS } from '../samples/environment.ts';

/**
 * For example `cpython-3.11.7-linux-x86_64-xeon-2c-1a2b3c4d`. The words are for people; the digest over all
 * fingerprint facts decides. Facts come from a machine or a file and are untrusted: the key holds only `a-z 0-9 . _ -`,
 * is at most 90 characters long and never starts with a dot.
 */
export function environmentKey(environment: Environment): string {
  const facts = FINGERPRINT_FACTS.map((fact) => environment[fact] ?? null);
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 8);
  const words = [
    slug(environment.implementation, 12),
    slug(environment.python, 12),
    slug(environment.os, 12),
    slug(environment.arch, 12),
    slug(shortCpu(environment.cpu), 20),
    environment.cores === undefined ? '' : `${slug(environment.cores, 5)}c`,
  ].filter((word) => word !== '');
  return [...(words.length === 0 ? ['unknown'] : words), digest].join('-');
}

/** Whether a text has the shape of a key. Nothing else may become a part of a path. */
export function isEnvironmentKey(text: string): boolean {
  return text.length <= 100 && /^[a-z0-9][a-z0-9._-]*-[0-9a-f]{8}$/.test(text);
}

/** `Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz` → `Xeon Platinum 8370C`. */
function shortCpu(name: unknown): string {
  return String(name ?? '')
    .slice(0, 200)
    .replace(/\((?:R|TM|C)\)/gi, ' ')
    .replace(/@.*$/, ' ')
    .replace(/\b(?:intel|amd|genuine|cpu|processor|\d+-core|core|with .*)\b/gi, ' ');
}

function slug(fact: unknown, length: number): string {
  return String(fact ?? '')
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9._]+/g, '-')
    .slice(0, length)
    .replace(/^[-._]+|[-._]+$/g, '');
}
