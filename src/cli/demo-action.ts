import type { CommandContext } from './command.ts';
import { failoverStory } from './demo/failover-story.ts';
import { openStage, StoryBroke } from './demo/stage.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';

/** Exits 0 only if every step of the story came out. */
export async function runDemoCommand(context: CommandContext): Promise<ExitCode> {
  const stage = await openStage(context);
  try {
    await failoverStory(stage);
    return exitCode.done;
  } catch (error) {
    if (!(error instanceof StoryBroke)) throw error;
    context.stderr.write(`\nerror: the story came out differently: ${error.message}\n`);
    return exitCode.failed;
  } finally {
    await stage.close();
  }
}
