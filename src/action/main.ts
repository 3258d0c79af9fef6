import { runAction } from './run-action.ts';

/** The door that a GitHub runner starts. A cancelled job gets SIGINT first, and some seconds to end. */
export async function main(): Promise<void> {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort(name));
  process.exitCode = await runAction(process.env, (text) => process.stdout.write(text), controller.signal);
}
