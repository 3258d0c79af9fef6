// Runs a bundled script with the bytecode of earlier runs. Node's own compile cache keeps what is compiled when a module
// is loaded; most functions are compiled when they are first called, and that takes a short run half of its time.
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } =
  process.getBuiltinModule('node:fs');
const { createRequire } = process.getBuiltinModule('node:module');
const { dirname, join } = process.getBuiltinModule('node:path');
const vm = process.getBuiltinModule('node:vm');

/** The first runs add what they called; after that nearly everything is there. */
const LEARNING_RUNS = 2;
/** Of other builds and other versions of Node. */
const KEPT = 8;

/** What the script exports. `folder` holds the cache, `name` begins its file's; whatever is wrong with it, the script runs without. */
export function runCached(file, folder, name) {
  const source = readFileSync(file, 'utf8');
  const id = /^\/\* ([0-9a-f]+) \*\//.exec(source)?.[1];
  const cache =
    id === undefined || process.env.NODE_DISABLE_COMPILE_CACHE
      ? undefined
      : join(folder, `${name}-${id}-${process.version}-${process.arch}.bytecode`);
  const known = cache === undefined ? undefined : readCache(cache);
  const script = new vm.Script(source, {
    filename: file,
    ...(known === undefined ? {} : { cachedData: known.data }),
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  // V8 refuses what another version of it, other flags or another text left behind.
  const runs = known === undefined || script.cachedDataRejected ? 0 : known.runs;
  if (cache !== undefined && runs < LEARNING_RUNS) {
    process.on('exit', () => writeCache(cache, runs + 1, script.createCachedData()));
  }
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  return module.exports;
}

/** The first byte counts the runs that the rest was learned from. */
function readCache(path) {
  try {
    const bytes = readFileSync(path);
    return bytes.length > 1 ? { runs: bytes[0], data: bytes.subarray(1) } : undefined;
  } catch {
    return undefined;
  }
}

// Moved into place: another start must never read half of it. Nothing that goes wrong here is the run's affair.
function writeCache(path, runs, data) {
  const aside = `${path}.${process.pid}.new`;
  quietly(() => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(aside, Buffer.concat([Buffer.from([runs]), data]));
    renameSync(aside, path);
    forgetOldest(dirname(path));
  });
  quietly(() => rmSync(aside, { force: true }));
}

function quietly(act) {
  try {
    act();
  } catch {
    // The next run compiles again.
  }
}

function forgetOldest(folder) {
  const caches = readdirSync(folder)
    .filter((name) => name.endsWith('.bytecode'))
    .map((name) => join(folder, name))
    .map((path) => ({ path, time: statSync(path).mtimeMs }))
    .sort((a, b) => b.time - a.time);
  for (const { path } of caches.slice(KEPT)) rmSync(path, { force: true });
}
