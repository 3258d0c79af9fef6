import type { CommandContext } from './command.ts';
import { failoverStory } from './demo/failover-story.ts';
import { hubLossStory } from './demo/hub-loss-story.ts';
import { keepRecording, recordingFolder } from './demo/keep-recording.ts';
import { lostSiteStory } from './demo/lost-site-story.ts';
import { metroStory } from './demo/metro-story.ts';
import { naiveStory } from './demo/naive-story.ts';
import { type ScenarioName, scenarios } from './demo/scenarios.ts';
import { openScreen } from './demo/screen.ts';
import { openStage, type Stage } from './demo/stage.ts';
import { StoryBroke } from './demo/story-broke.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, text } from './flags.ts';

const stories: Readonly<Record<ScenarioName, (stage: Stage) => Promise<void>>> = {
  failover: failoverStory,
  'lost-site': lostSiteStory,
  naive: naiveStory,
  metro: metroStory,
  'hub-loss': hubLossStory,
};

/** Exits 0 only if every step of the story came out. */
export async function runDemoCommand(
  context: CommandContext,
  _args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  const asked = text(flags, 'scenario');
  const name = scenarioNames.find((each) => each === asked) ?? 'failover';
  const record = text(flags, 'record');
  const folder = record === undefined ? undefined : recordingFolder(context, record);
  const screen = openScreen(context, folder !== undefined);
  const stage = await openStage(context, screen, name === 'metro' ? 'metro' : 'regional');
  try {
    await stories[name](stage);
    if (folder !== undefined) keepRecording(context, folder, { name, title: scenarios[name], screen });
    else if (asked === undefined) {
      const others = scenarioNames.filter((each) => each !== name).join(', ');
      stage.tell(`Other nights, with ramen-sync demo --scenario: ${others}.`);
    }
    return exitCode.done;
  } catch (error) {
    if (!(error instanceof StoryBroke)) throw error;
    if (!context.signal.aborted)
      context.stderr.write(`\nerror: the story came out differently: ${error.message}\n`);
    return exitCode.failed;
  } finally {
    await stage.close();
  }
}

const scenarioNames = Object.keys(scenarios) as readonly ScenarioName[];
