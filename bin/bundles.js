/** The bundle in dist/ that holds each command. `lint` and `live` start from bytecode; the rest is in cli.mjs. */
export const bundles = {
  lint: 'lint',
  plan: 'live',
  snapshot: 'live',
  apply: 'live',
  adopt: 'live',
  status: 'live',
  run: 'cli',
  demo: 'cli',
  sandbox: 'cli',
  explain: 'cli',
  init: 'cli',
  completion: 'cli',
  complete: 'cli',
};

/** Flags may stand before the command, and their values may look like one: where words disagree, cli.mjs has all commands. */
export function bundleFor(args) {
  const found = new Set(args.filter((word) => Object.hasOwn(bundles, word)).map((word) => bundles[word]));
  return found.size === 1 ? [...found][0] : 'cli';
}
