// Keeps the loop at work against a real API server, breaking things at random: `npm run soak -- [--minutes 20] [--objects 400] [--seed n]`.
// Ends with exit status 0 where Git and the clusters agree at the end and the loop's heap did not grow.
import { runBundled } from './run-bundled.js';

await runBundled(new URL('./soak.ts', import.meta.url), async ({ soak }, root, folder) => {
  process.exitCode = (await soak(root, folder)) ? 0 : 1;
});
