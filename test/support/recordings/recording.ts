/** What a recording watches, each a sequence of its own. */
export const streams = ['git', 'phase', 'conditions', 'decision', 'work', 'vrg', 'disk', 'app'] as const;

export type Stream = (typeof streams)[number];

/** A value, and the hundredths of a second since the recording began at which it appeared. */
export interface Change {
  readonly at: number;
  readonly value: string;
}

/** Something that a person, a tool or a disaster did, and all that was seen until the next one. */
export interface Chapter {
  readonly at: number;
  readonly act: string;
  readonly changes: ReadonlyMap<Stream, readonly Change[]>;
  /** The last close look in this chapter: messages, stores, writes. Empty where nobody looked. */
  readonly look: ReadonlyMap<string, string>;
}

/** One run of the real operators (Ramen a78c2e37) on real API servers, in our own form. */
export interface Recording {
  readonly name: string;
  readonly chapters: readonly Chapter[];
  readonly end: number;
}

/** As the files in `test/recordings` have it. */
export function renderRecording(recording: Recording): string {
  const lines = [`recording ${recording.name}`];
  for (const { at, act, changes, look } of recording.chapters) {
    lines.push('', `${seconds(at)} ${act}`);
    for (const [stream, seen] of changes) {
      const values = seen.map((change) => `+${seconds(change.at - at)} ${change.value}`);
      lines.push(`  ${stream}: ${values.join('; ')}`);
    }
    if (look.size > 0) lines.push('  look');
    for (const [fact, value] of look) lines.push(`    ${fact}: ${value}`);
  }
  return `${[...lines, '', `${seconds(recording.end)} end`].join('\n')}\n`;
}

export function parseRecording(text: string): Recording {
  const chapters: { at: number; act: string; changes: Map<Stream, Change[]>; look: Map<string, string> }[] =
    [];
  let name = '';
  let end = 0;
  for (const line of text.split('\n')) {
    const chapter = chapters.at(-1);
    const [, title] = /^recording (.+)$/.exec(line) ?? [];
    const [, start = '', act] = /^(\d+\.\d\d) (.+)$/.exec(line) ?? [];
    const [, stream, values = ''] = /^ {2}(\w+): (.+)$/.exec(line) ?? [];
    const [, fact, value = ''] = /^ {4}(.+?): (.*)$/.exec(line) ?? [];
    if (title !== undefined) name = title;
    else if (act === 'end') end = hundredths(start);
    else if (act !== undefined)
      chapters.push({ at: hundredths(start), act, changes: new Map(), look: new Map() });
    else if (chapter !== undefined && isStream(stream)) {
      chapter.changes.set(
        stream,
        values.split('; ').map((each) => {
          const [, after = '', seen = ''] = /^\+(\S+) (.+)$/.exec(each) ?? [];
          return { at: chapter.at + hundredths(after), value: seen };
        }),
      );
    } else if (fact !== undefined) chapter?.look.set(fact, value);
  }
  return { name, chapters, end };
}

export function isStream(text: string | undefined): text is Stream {
  return streams.some((each) => each === text);
}

export function hundredths(text: string): number {
  return Math.round(Number(text) * 100);
}

function seconds(count: number): string {
  return (count / 100).toFixed(2);
}
