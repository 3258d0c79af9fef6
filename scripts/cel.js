// Turns the CEL library into the module `ramen-sync:cel`, whose `load` evaluates it when it is first asked for: most runs
// meet no rule in CEL, and the library builds its tables as soon as it is loaded, which costs a short run a tenth of its
// time. In the bundle it is a file of its own; in tests it is simply imported.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const moduleName = 'ramen-sync:cel';
const library = '@marcbachmann/cel-js';
const file = 'cel.cjs';

export function esbuildCel() {
  return {
    name: 'cel',
    setup(builder) {
      builder.onResolve({ filter: /^ramen-sync:cel$/ }, () => ({ path: moduleName, namespace: 'cel' }));
      builder.onLoad({ filter: /.*/, namespace: 'cel' }, () => ({
        contents: `import { createRequire } from 'node:module';
const require = createRequire(import.meta.url);
export const load = () => require('./${file}');
`,
      }));
      builder.onEnd(async () => {
        await build({
          stdin: { contents: `export * from '${library}';`, resolveDir: root, loader: 'js' },
          outfile: join(builder.initialOptions.outdir, file),
          bundle: true,
          format: 'cjs',
          platform: 'node',
          target: 'node20.19',
          minify: true,
          legalComments: 'none',
          logLevel: 'warning',
        });
      });
    },
  };
}

export function viteCel() {
  return {
    name: 'cel',
    resolveId: (id) => (id === moduleName ? `\0${moduleName}` : undefined),
    load: (id) =>
      id === `\0${moduleName}`
        ? `import * as library from '${library}';\nexport const load = () => library;\n`
        : undefined,
  };
}
