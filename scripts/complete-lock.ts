/**
 * Adds to package-lock.json the optional packages of other platforms that a registry mirror did not have when it was
 * written: npm leaves them out then, and `npm ci` refuses the lock file everywhere. Run it after `npm install`:
 * `node scripts/complete-lock.ts`. An added entry has no integrity hash, since nobody here has seen the package; npm
 * installs it only on its own platform.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockedPackage {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const SYSTEMS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
  'win32',
];
const PROCESSORS = [
  'arm64',
  'arm',
  'x64',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el',
  'wasm32',
];

const file = new URL('../package-lock.json', import.meta.url);
const lock: { packages: Record<string, LockedPackage> } = JSON.parse(readFileSync(file, 'utf8'));
let added = 0;
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const hoisted = `node_modules/${name}`;
    const own = lock.packages[hoisted] ? `${place}/node_modules/${name}` : hoisted;
    if (lock.packages[own] || lock.packages[hoisted]?.version === version) continue;
    const words = name.split(/[/-]/);
    const os = SYSTEMS.filter((system) => words.includes(system));
    const cpu = PROCESSORS.filter((processor) => words.includes(processor));
    // A package that is not bound to a platform is really missing: that is for a person to look at.
    if ((os.length === 0 && cpu.length === 0) || !/^\d/.test(version)) {
      console.error(`left out: ${name}@${version}`);
      continue;
    }
    lock.packages[own] = {
      version,
      optional: true,
      ...(entry.dev && { dev: true }),
      ...(os.length > 0 && { os }),
      ...(cpu.length > 0 && { cpu }),
      ...(words.some((word) => word.startsWith('musl')) && { libc: ['musl'] }),
    };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages of other platforms added`);
