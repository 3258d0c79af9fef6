// What action.yml starts. A release tag carries dist/, so nothing is built or fetched on the runner.
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

const has = (path) => existsSync(fileURLToPath(new URL(`../${path}`, import.meta.url)));

try {
  if (!has('dist/action.mjs') && !has('node_modules/esbuild')) {
    throw new Error(
      'this commit carries no built action; name a release tag (RamenDR/ramen-sync@v0), or run npm ci first',
    );
  }
  const { readyFile } = await import('./ready-bundle.js');
  const { main } = await import(pathToFileURL(await readyFile('action.mjs')).href);
  await main();
} catch (error) {
  process.stdout.write(`::error::ramen-sync could not start: ${escaped(error.message)}\n`);
  process.exitCode = 1;
}

function escaped(text) {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
