// Turns schemas/ into the module `ramen-sync:schemas`: a list of kinds, each with its CRD and a validator for each
// version, loaded when the kind is first asked for. Most runs meet a handful of kinds, and all of them together would
// cost more than the run. One source for the bundle (esbuild: a file for each kind beside it) and for tests (vitest: a
// function for each kind), so nothing generated is committed and nothing can be stale.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { loadAll } from 'js-yaml';

const root = fileURLToPath(new URL('..', import.meta.url));
const moduleName = 'ramen-sync:schemas';
/** Below the output folder. */
const folder = 'schemas';

export function esbuildSchemas() {
  return {
    name: 'schemas',
    setup(builder) {
      builder.onResolve({ filter: /^ramen-sync:schemas$/ }, () => ({
        path: moduleName,
        namespace: 'schemas',
      }));
      builder.onLoad({ filter: /.*/, namespace: 'schemas' }, async () => ({
        contents: fileModule(await madeKinds()),
      }));
      builder.onEnd(async () => {
        const target = join(builder.initialOptions.outdir, folder);
        await mkdir(target, { recursive: true });
        const kinds = await madeKinds();
        await Promise.all(kinds.map(({ file, code }) => writeFile(join(target, file), code)));
      });
    },
  };
}

export function viteSchemas() {
  return {
    name: 'schemas',
    resolveId: (id) => (id === moduleName ? `\0${moduleName}` : undefined),
    load: async (id) => (id === `\0${moduleName}` ? inlineModule(await madeKinds()) : undefined),
  };
}

let made;

/** Made once in a process. */
function madeKinds() {
  made ??= makeKinds();
  return made;
}

function fileModule(kinds) {
  const entries = kinds.map(({ group, kind, file }) =>
    entry(group, kind, `() => load(${JSON.stringify(`./${folder}/${file}`)})`),
  );
  return `import { createRequire } from 'node:module';
const load = createRequire(import.meta.url);
${table(entries)}`;
}

function inlineModule(kinds) {
  const entries = kinds.map(({ group, kind, code }) =>
    entry(group, kind, `() => { const module = { exports: {} };\n${code}\nreturn module.exports; }`),
  );
  return table(entries);
}

function entry(group, kind, load) {
  return `{ group: ${JSON.stringify(group)}, kind: ${JSON.stringify(kind)}, load: ${load} }`;
}

function table(entries) {
  return `export const kinds = [\n${entries.join(',\n')}\n];\n`;
}

async function makeKinds() {
  const { standaloneValidators } = await loadSource('src/schema/standalone.ts');
  const documents = await readDocuments();
  return Promise.all(documents.map((document) => makeKind(document, standaloneValidators)));
}

async function makeKind(document, standaloneValidators) {
  const { group, names } = document.spec;
  const bare = withoutDescriptions(document);
  // A string is cheaper to load than the same data as code.
  const text = JSON.stringify(JSON.stringify(bare));
  const result = await build({
    stdin: {
      contents: `${standaloneValidators(bare)}export const document = JSON.parse(${text});\n`,
      resolveDir: `${root}src/schema`,
      loader: 'js',
    },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    logLevel: 'warning',
  });
  const [output] = result.outputFiles;
  return { group, kind: names.kind, file: `${document.metadata.name}.cjs`, code: output.text };
}

/** The CRDs of schemas/, descriptions included. */
export async function readDocuments() {
  const files = ['crds', 'documents'].map(async (part) => {
    const names = (await readdir(`${root}schemas/${part}`)).filter((name) => name.endsWith('.yaml')).sort();
    return Promise.all(names.map((name) => readFile(`${root}schemas/${part}/${name}`, 'utf8')));
  });
  return (await Promise.all(files)).flat().flatMap((text) => loadAll(text));
}

/** Descriptions are strings; a property that is called `description` is not. */
function withoutDescriptions(value) {
  if (Array.isArray(value)) return value.map(withoutDescriptions);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([key, child]) => key !== 'description' || typeof child !== 'string',
  );
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutDescriptions(child)]));
}

/** Node 20 cannot import TypeScript. */
async function loadSource(path) {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [path],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    packages: 'external',
    logLevel: 'warning',
  });
  const module = { exports: {} };
  new Function('require', 'module', 'exports', result.outputFiles[0].text)(
    createRequire(`${root}package.json`),
    module,
    module.exports,
  );
  return module.exports;
}
