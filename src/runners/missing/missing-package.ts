/** Which package is really missing, by what pytest or Python printed. Pure; what is read is untrusted text. */
import { BY_FIXTURE, BY_MODULE, BY_OPTION } from './known-packages.ts';

export interface MissingPackage {
  /** As pip calls it; undefined where nobody can tell which package it is. */
  readonly package?: string;
  /** What asked for it, in words: `-p pytest_cov`. */
  readonly asked: string;
}

/** Each package once, in the order in which the output asks for them. */
export function missingPackages(output: string): MissingPackage[] {
  const found = [...ofPlugins(output), ...ofOptions(output), ...ofModules(output), ...ofFixtures(output)];
  return found.filter(
    (each, index) => found.findIndex((other) => isSame(each, other)) === index && each.asked.length < 100,
  );
}

/** What to do about it, or undefined where the output tells of no missing package. */
export function missingPackageHint(output: string): string | undefined {
  const found = missingPackages(output);
  if (found.length === 0) return undefined;
  const packages = found.flatMap((each) => each.package ?? []);
  const asked = [...new Set(found.map((each) => each.asked))].join(', ');
  if (packages.length === 0)
    return `Nothing that is installed knows ${asked}: add the plugin that does to what \`setup\` installs.`;
  const names =
    packages.length === 1 ? packages[0] : `${packages.slice(0, -1).join(', ')} and ${packages.at(-1)}`;
  return `Install ${names} in the environment of \`python\`, for example with \`setup\`: asked for by ${asked}.`;
}

/** `required_plugins` of the configuration, and a `-p` that is not there. */
function ofPlugins(output: string): MissingPackage[] {
  const [, required = ''] = /^ERROR: Missing required plugins: (.+)$/m.exec(output) ?? [];
  const names = required.split(',').flatMap((each) => /^\s*([\w.-]+)/.exec(each)?.[1] ?? []);
  const plugins = [...output.matchAll(/Error importing plugin "([\w.]+)": No module named '([\w.]+)'/g)];
  return [
    ...names.map((name) => ({ package: name, asked: '`required_plugins`' })),
    ...plugins.map(([, plugin = '', module = '']) => ({
      package: packageOf(module),
      asked: `\`-p ${plugin}\``,
    })),
  ];
}

function ofOptions(output: string): MissingPackage[] {
  const [, rest = ''] = /error: unrecognized arguments: (.+)$/m.exec(output) ?? [];
  const options = rest.split(/\s+/).flatMap((word) => /^--?[a-zA-Z][\w-]*/.exec(word)?.[0] ?? []);
  return options.map((option) => {
    const name = BY_OPTION.find(([pattern]) => pattern.test(option))?.[1];
    return { ...(name && { package: name }), asked: `\`${option}\`` };
  });
}

/** Only the last: an import that failed may be the way of trying another. */
function ofModules(output: string): MissingPackage[] {
  const errors = [
    ...output.matchAll(/^(?:E +)?(?:\S*python\S*: |ModuleNotFoundError: )No module named '?([\w.]+)'?/gm),
  ];
  const module = errors.at(-1)?.[1];
  return module === undefined ? [] : [{ package: packageOf(module), asked: `\`import ${module}\`` }];
}

/** Only fixtures that are known to be a plugin's: any other may be one of the project's own that is misspelt. */
function ofFixtures(output: string): MissingPackage[] {
  return [...output.matchAll(/fixture '(\w+)' not found/g)].flatMap(([, name = '']) =>
    Object.hasOwn(BY_FIXTURE, name)
      ? [{ package: BY_FIXTURE[name] ?? '', asked: `the fixture \`${name}\`` }]
      : [],
  );
}

/** As pip calls what holds this module; most are called like it. */
export function packageOf(module: string): string {
  const [top = module] = module.split('.');
  if (Object.hasOwn(BY_MODULE, top)) return BY_MODULE[top] ?? top;
  return top.startsWith('pytest_') ? top.replaceAll('_', '-') : top;
}

function isSame(one: MissingPackage, other: MissingPackage): boolean {
  return one.package === undefined ? one.asked === other.asked : one.package === other.package;
}
