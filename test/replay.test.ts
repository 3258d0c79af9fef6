import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { disagreements } from './support/recordings/agree.ts';
import { distil } from './support/recordings/distil.ts';
import {
  type Change,
  parseRecording,
  renderRecording,
  type Stream,
  streams,
} from './support/recordings/recording.ts';
import { type Replay, replay } from './support/recordings/replay.ts';
import { changesIn, flicker } from './support/recordings/variants.ts';

const folder = join(import.meta.dirname, 'recordings');
const recordings = readdirSync(folder)
  .filter((file) => file.endsWith('.txt'))
  .map((file) => parseRecording(readFileSync(join(folder, file), 'utf8')));

describe('the model does what the real operators did', () => {
  it.each(recordings)('$name', (recording) => {
    expect(disagreements(recording, replay(recording, recordings), recordings)).toEqual([]);
  });
});

/** The same replay, as if the model had not stopped at this state. */
function without(replayed: Replay, index: number, stream: Stream, left: Change): Replay {
  const chapters = replayed.chapters.map((chapter, each) => {
    if (each !== index) return chapter;
    const changes = changesIn(chapter, stream).filter((change) => change !== left);
    return { ...chapter, changes: new Map([...chapter.changes, [stream, changes]]) };
  });
  return { ...replayed, chapters };
}

it('notices a state that the model leaves out', () => {
  const recording = recordings.find(({ name }) => name === 'safeClear');
  if (recording === undefined) throw new Error('no such recording');
  const replayed = replay(recording, recordings);
  const unnoticed = replayed.chapters.flatMap((chapter, index) =>
    streams.flatMap((stream) =>
      // How a deployment goes, the recordings do not agree about.
      (index === 0 ? [] : changesIn(chapter, stream))
        .filter((change) => lasting(replayed, stream, change) > 2 * flicker)
        .filter((change) => {
          const broken = without(replayed, index, stream, change);
          return disagreements(recording, broken, recordings).length === 0;
        })
        .map((change) => `${stream}: ${change.value}`),
    ),
  );
  // Another recording with the same acts goes on at once here.
  expect(unnoticed).toEqual([
    'git: Failover pref=dr1 fo=dr2',
    'phase: FailingOver/WaitingForResourceRestore',
  ]);
});

function lasting(replayed: Replay, stream: Stream, change: Change): number {
  const all = replayed.chapters.flatMap((chapter) => changesIn(chapter, stream));
  const next = all[all.indexOf(change) + 1];
  return (next?.at ?? replayed.end) - change.at;
}

/** What the recorder wrote, where it is at hand; UPDATE=1 distils it anew. */
const logs = join(import.meta.dirname, '../../shared/reference/ramen-observed');

describe.runIf(existsSync(logs))('nobody has bent a recording to the model', () => {
  const files = existsSync(logs) ? readdirSync(logs).filter((file) => file.endsWith('.log')) : [];
  it.each(files)('%s', (file) => {
    const name = basename(file, '.log');
    const text = renderRecording(distil(name, readFileSync(join(logs, file), 'utf8')));
    if (process.env.UPDATE === '1') writeFileSync(join(folder, `${name}.txt`), text);
    expect(readFileSync(join(folder, `${name}.txt`), 'utf8')).toBe(text);
  });
});
