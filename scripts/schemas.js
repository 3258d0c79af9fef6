// Turns schemas/ into the module `ramen-sync:schemas`: a list of kinds, each with its CRD and a validator for each
// version, loaded when they are first asked for. Most runs meet a handful of kinds, and all of them together would cost
// more than the run. One source for the bundle (esbuild: two files for each kind beside it) and for tests (vitest:
// functions), so nothing generated is committed and nothing can be stale.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
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
        await Promise.all(
          kinds.flatMap(({ file, json, code }) => [
            writeFile(join(target, `${file}.json`), json),
            writeFile(join(target, `${file}.cjs`), code),
          ]),
        );
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
  const entries = kinds.map(({ group, kind, file }) => {
    const load = (ending) => `load(${JSON.stringify(`./${folder}/${file}${ending}`)})`;
    return entry(group, kind, load('.json'), `${load('.cjs')}.validators`);
  });
  return `import { createRequire } from 'node:module';
const load = createRequire(import.meta.url);
${table(entries)}`;
}

function inlineModule(kinds) {
  const entries = kinds.map(({ group, kind, json, code }) =>
    entry(group, kind, `JSON.parse(${JSON.stringify(json)})`, `evaluate((module) => {\n${code}\n})`),
  );
  return `const evaluate = (run) => {
  const module = { exports: {} };
  run(module);
  return module.exports.validators;
};
${table(entries)}`;
}

function entry(group, kind, document, validators) {
  const [first, second] = [group, kind].map((word) => JSON.stringify(word));
  return `{ group: ${first}, kind: ${second}, document: () => ${document}, validators: () => ${validators} }`;
}

function table(entries) {
  return `export const kinds = [\n${entries.join(',\n')}\n];\n`;
}

/** Compiling takes seconds of the processor, so the latest result is kept, by everything that it was made of. */
async function makeKinds() {
  const texts = await readTexts();
  const compiler = await bundleSource('src/schema/standalone.ts');
  const key = createHash('sha256')
    .update(
      JSON.stringify([texts, compiler, await readFile(fileURLToPath(import.meta.url), 'utf8'), versions()]),
    )
    .digest('hex');
  const kept = await readCache(key);
  if (kept !== undefined) return kept;
  const { standaloneValidators } = evaluateSource(compiler);
  const documents = texts.flatMap((text) => loadAll(text));
  const kinds = await Promise.all(documents.map((document) => makeKind(document, standaloneValidators)));
  await writeCache({ key, kinds });
  return kinds;
}

async function makeKind(document, standaloneValidators) {
  const { group, names } = document.spec;
  const bare = withoutDescriptions(document);
  const result = await build({
    stdin: { contents: standaloneValidators(bare), resolveDir: `${root}src/schema`, loader: 'js' },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20.19',
    minify: true,
    logLevel: 'warning',
  });
  const [output] = result.outputFiles;
  const json = JSON.stringify(bare);
  return { group, kind: names.kind, file: document.metadata.name, json, code: output.text };
}

function versions() {
  const require = createRequire(import.meta.url);
  return [...['ajv', 'esbuild'].map((name) => require(`${name}/package.json`).version), process.version];
}

const cacheFolder = `${root}node_modules/.cache/ramen-sync`;

async function readCache(key) {
  try {
    const cached = JSON.parse(await readFile(`${cacheFolder}/schemas.json`, 'utf8'));
    return cached.key === key ? cached.kinds : undefined;
  } catch {
    return undefined;
  }
}

async function writeCache(made) {
  const file = `${cacheFolder}/schemas.json`;
  try {
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(`${file}.${process.pid}`, JSON.stringify(made));
    await rename(`${file}.${process.pid}`, file);
  } catch {
    // Where nothing can be written everything is made anew each time.
  }
}

/** The CRDs of schemas/, descriptions included. */
export async function readDocuments() {
  return (await readTexts()).flatMap((text) => loadAll(text));
}

async function readTexts() {
  const files = ['crds', 'documents'].map(async (part) => {
    const names = (await readdir(`${root}schemas/${part}`)).filter((name) => name.endsWith('.yaml')).sort();
    return Promise.all(names.map((name) => readFile(`${root}schemas/${part}/${name}`, 'utf8')));
  });
  return (await Promise.all(files)).flat();
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

async function bundleSource(path) {
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
  return result.outputFiles[0].text;
}

/** Node 20 cannot import TypeScript. */
function evaluateSource(text) {
  const module = { exports: {} };
  new Function('require', 'module', 'exports', text)(
    createRequire(`${root}package.json`),
    module,
    module.exports,
  );
  return module.exports;
}
