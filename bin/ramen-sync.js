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
  const { readyBundle } = await import('./ready-bundle.js');
  const { main } = await import(await readyBundle('cli'));
  await main();
} catch (error) {
  process.stderr.write(`error: ramen-sync could not start: ${error.message}\n`);
  process.exit(1);
}
