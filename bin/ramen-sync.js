#!/usr/bin/env node
// Starts the bundle in dist/, and builds it first where it is missing (a clone, or `npm install` from Git, which runs
// no script) or older than src/. Kept to syntax that old versions of Node can parse, so that they get a clear message.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import * as module from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `error: ramen-sync needs Node.js 20.19 or later in 20, or 22.12 or later; this is ${process.versions.node}\n`,
  );
  process.exit(1);
}

if (module.enableCompileCache) module.enableCompileCache();

try {
  const bundle = await readyBundle();
  const { main } = await import(pathToFileURL(bundle).href);
  await main();
} catch (error) {
  process.stderr.write(`error: ramen-sync could not start: ${error.message}\n`);
  process.exit(1);
}

async function readyBundle() {
  const dist = join(root, 'dist');
  if (isCurrent(dist)) return join(dist, 'cli.mjs');
  try {
    return await build(dist);
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(error.code)) throw error;
    const cached = join(cacheFolder(), 'dist');
    return isCurrent(cached) ? join(cached, 'cli.mjs') : await build(cached);
  }
}

// In an installed package dist/ is never stale; in a checkout somebody edits src/.
function isCurrent(dist) {
  const bundle = join(dist, 'cli.mjs');
  if (!existsSync(bundle)) return false;
  if (!existsSync(join(root, '.git'))) return true;
  const built = statSync(bundle).mtimeMs;
  const sources = readdirSync(join(root, 'src'), { withFileTypes: true, recursive: true });
  return sources.every((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs <= built);
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
  return join(dist, 'cli.mjs');
}

function cacheFolder() {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'ramen-sync', version);
}
