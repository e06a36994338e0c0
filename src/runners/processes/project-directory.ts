/** Which project a benchmark file belongs to, where a repository holds several. */
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';

const PROJECT_FILES = ['pyproject.toml', 'setup.py', 'setup.cfg'] as const;

/**
 * The nearest directory above `file` that holds a Python project, relative to `directory` (`''` for itself). The
 * harness puts that directory's sources first on the path, so `examples/shop/benchmarks/search.py` may `import shop`.
 *
 * @param directory absolute path that the budget file's paths are relative to
 * @param file relative path of the benchmark's file
 */
export function findProjectDirectory(directory: string, file: string): string {
  const parts = posix.normalize(file.replaceAll('\\', '/')).split('/').slice(0, -1);
  if (parts.includes('..')) return '';
  for (let depth = parts.length; depth > 0; depth--) {
    const inner = parts.slice(0, depth);
    if (PROJECT_FILES.some((name) => existsSync(join(directory, ...inner, name)))) return inner.join('/');
  }
  return '';
}
