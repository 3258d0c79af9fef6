import { runAction } from './run-action.ts';

/** The door that a GitHub runner starts. */
export async function main(): Promise<void> {
  process.exitCode = await runAction(process.env, (text) => process.stdout.write(text));
}
