#!/usr/bin/env node
// Starts the command line; says clearly where Node is too old. Kept to syntax that old versions can parse.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  process.stderr.write(
    `error: ramen-sync needs Node.js 20.19 or later in 20, or 22.12 or later; this is ${process.versions.node}\n`,
  );
  process.exit(1);
}

process.getBuiltinModule('node:module').enableCompileCache?.();

try {
  await (await program()).main();
} catch (error) {
  process.stderr.write(`error: ramen-sync could not start: ${error.message}\n`);
  process.exit(1);
}

// What runs on every commit, on every save, or while somebody waits has a bundle of its own, and starts from bytecode.
async function program() {
  const [{ cacheHome, readyFile }, { bundleFor }] = await Promise.all([
    import('./ready-bundle.js'),
    import('./bundles.js'),
  ]);
  const name = bundleFor(process.argv.slice(2));
  if (name !== 'cli') {
    const { runCached } = await import('./cached-script.js');
    return runCached(await readyFile(`${name}.cjs`), cacheHome(), name);
  }
  const { pathToFileURL } = process.getBuiltinModule('node:url');
  return import(pathToFileURL(await readyFile('cli.mjs')).href);
}
