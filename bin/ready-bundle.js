// Taken as they are: an `import` of these makes a copy of every export, and loads for it what they load on demand.
const { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } =
  process.getBuiltinModule('node:fs');
const { join } = process.getBuiltinModule('node:path');
const { fileURLToPath } = process.getBuiltinModule('node:url');

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * The path of a file in dist/, which is built first where it is missing (a clone, or an install from Git, which runs no
 * script) or older than src/.
 */
export async function readyFile(name) {
  return join(await readyFolder(), name);
}

/** Where this program keeps what it can make again. */
export function cacheHome() {
  const home = process.env.HOME || process.getBuiltinModule('node:os').homedir();
  return join(process.env.XDG_CACHE_HOME || join(home, '.cache'), 'ramen-sync');
}

async function readyFolder() {
  const dist = join(root, 'dist');
  if (isCurrent(dist)) return dist;
  try {
    return await build(dist);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
    const cached = join(cacheFolder(), 'dist');
    return isCurrent(cached) ? cached : await build(cached);
  }
}

// Only a checkout with its dependencies is where somebody edits src/: an installed package has no .git, and a release
// tag carries dist/ and is used as it is, whatever order its files were written in.
function isCurrent(dist) {
  const bundle = join(dist, 'cli.mjs');
  if (!existsSync(bundle)) return false;
  if (!existsSync(join(root, '.git')) || !existsSync(join(root, 'node_modules'))) return true;
  const built = statSync(bundle).mtimeMs;
  return sourceTimes().every((time) => time <= built);
}

function sourceTimes() {
  return ['src', 'schemas', 'scripts']
    .flatMap((folder) => readdirSync(join(root, folder), { withFileTypes: true, recursive: true }))
    .flatMap((entry) => statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false }) ?? [])
    .map((found) => found.mtimeMs);
}

// Built aside and moved into place: two starts at once must not see each other's half.
async function build(dist) {
  const aside = `${dist}.${process.pid}.new`;
  mkdirSync(aside, { recursive: true });
  try {
    const { buildAll } = await import(new URL('../scripts/build.js', import.meta.url).href);
    await buildAll(aside);
    return replace(dist, aside);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    throw error;
  }
}

function replace(dist, aside) {
  const old = `${dist}.${process.pid}.old`;
  try {
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(aside, dist);
  } catch (error) {
    // Another start was quicker; what it built came from the same sources.
    if (!existsSync(join(dist, 'cli.mjs'))) throw error;
    rmSync(aside, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
  return dist;
}

// One for each place and state of the sources: a version number does not tell two commits apart.
function cacheFolder() {
  const newest = sourceTimes().reduce((latest, time) => Math.max(latest, time), 0);
  const { createHash } = process.getBuiltinModule('node:crypto');
  const state = createHash('sha256').update(`${root}\n${newest}`).digest('hex').slice(0, 16);
  return join(cacheHome(), state);
}
