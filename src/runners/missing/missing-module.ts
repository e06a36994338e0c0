/** What to do where a module cannot be imported. Pure. */
import type { Checkout } from '../../samples/checkout.ts';
import type { Failure } from '../../samples/measurements.ts';
import type { Runner } from '../runner.ts';
import { missingPackageHint, packageOf } from './missing-package.ts';

const OWN_ENVIRONMENT =
  '`setup: python3 -m venv .pacegate/venv && .pacegate/venv/bin/python -m pip install .` with `python: .pacegate/venv/bin/python`.';

/** @param module dotted name, as Python's ModuleNotFoundError has it */
export function missingModuleHint(
  module: string,
  { directory, emptySubmodules = [] }: Pick<Checkout, 'directory' | 'emptySubmodules'>,
): string {
  const name = JSON.stringify(module);
  if (emptySubmodules.length > 0) {
    const paths = emptySubmodules.slice(0, 3).map((path) => JSON.stringify(path.slice(0, 100)));
    const more =
      emptySubmodules.length > paths.length ? ` and ${emptySubmodules.length - paths.length} more` : '';
    const [what, are] = emptySubmodules.length === 1 ? ['The submodule', 'is'] : ['The submodules', 'are'];
    return (
      `${name} cannot be imported in ${directory}. ${what} ${paths.join(', ')}${more} ${are} empty here: if it lies there, ` +
      'check it out, in a workflow by `- uses: actions/checkout@v5` with `submodules: true`, elsewhere by ' +
      '`git submodule update --init`. Otherwise install what the project needs with `setup`.'
    );
  }
  const dot = module.lastIndexOf('.');
  if (dot < 0) {
    const called = packageOf(module);
    const comes = called === module ? '' : `It comes with the package ${called}. `;
    return (
      `${name} cannot be imported in ${directory}. ${comes}Install what the project needs, compiled parts included, with ` +
      `\`setup\`, for example ${OWN_ENVIRONMENT}`
    );
  }
  // Python names the part, and not the package, where the package itself was found.
  return (
    `${name} was not found in its package. Where it is a compiled or generated part of this project, it was not built ` +
    `in ${directory}; a copy that is installed elsewhere is not used, since it could be the other side's. ` +
    'Give each side an environment of its own: ' +
    OWN_ENVIRONMENT
  );
}

/** Adds that advice to the failures of a tool that printed Python's traceback, where they have no advice yet. */
export function advisingImports(runner: Runner): Runner {
  return {
    ...runner,
    async measure(request) {
      const outcome = await runner.measure(request);
      const advise = (failure: Failure) => adviseImport(failure, request.checkout);
      return {
        ...outcome,
        ...(outcome.failure && { failure: advise(outcome.failure) }),
        measured: outcome.measured.map((each) =>
          each.failure ? { ...each, failure: advise(each.failure) } : each,
        ),
      };
    },
  };
}

function adviseImport(failure: Failure, checkout: Pick<Checkout, 'directory' | 'emptySubmodules'>): Failure {
  if (failure.hint !== undefined || !['crashed', 'not-loaded'].includes(failure.code)) return failure;
  const module = [...failure.message.matchAll(/ModuleNotFoundError: No module named '([\w.]+)'/g)].at(
    -1,
  )?.[1];
  const hint =
    module === undefined ? missingPackageHint(failure.message) : missingModuleHint(module, checkout);
  return hint === undefined ? failure : { ...failure, hint };
}
