import { type Change, type Chapter, hundredths, isStream, type Recording, type Stream } from './recording.ts';

interface Line {
  readonly at: number;
  readonly text: string;
}

type Draft = { at: number; act: string; changes: Map<Stream, Change[]>; look: Map<string, string> };

/** Done by the recorder without a line of its own, right after the line that matches. */
const silentActs: readonly (readonly [name: string, after: RegExp, act: string])[] = [
  ['prunePolicy', /^ok: .*VRG on dr2 is Secondary/, 'delete DRPolicy'],
  ['prunePlacement', /Placement pruned$/, 'delete Placement'],
  ['hubRecovery', /^\[operator\] hub stopped/, 'forget'],
  ['hubRecoveryTrue', /^\[operator\] hub stopped/, 'forget'],
  ['statusLost', /^\[operator\] hub stopped/, 'empty status'],
];

const spokenActs: readonly (readonly [RegExp, (...found: string[]) => string])[] = [
  [/^\[operator's hand\] \S+: (.+)$/, (patch = '') => `hand ${patch}`],
  [/^\[gitops (flux|ssa)\] /, (client = '') => client],
  [/^\[disaster\] (\S+) is lost/, (cluster = '') => `lose ${cluster}`],
  [/^\[disaster\] (\S+) is back/, (cluster = '') => `return ${cluster}`],
  [
    /^\[gate\] (operator|storage) of (\S+) (?:stands still|does not answer)/,
    (part = '', cluster = '') => `hold ${part} of ${cluster}`,
  ],
  [
    /^\[gate\] (operator|storage) of (\S+) (?:runs|answers) again/,
    (part = '', cluster = '') => `release ${part} of ${cluster}`,
  ],
  [/^\[operator\] hub stopped/, () => 'hold operator of hub'],
  [/^\[operator\] hub started/, () => 'release operator of hub'],
  [/^status emptied and Git applied/, () => 'flux'],
];

/** What a log of the real operators says, without what depends on the run: names, volumes, process ids. */
export function distil(name: string, log: string): Recording {
  const lines = linesOf(log);
  const first = lines.findIndex(
    ({ text }) => /^\S+ {2}git: no action/.test(text) || /^\S+ {2}git: absent/.test(text),
  );
  const [start] = lines.slice(first);
  const app = start?.text.split(' ')[0] ?? '';
  const from = start?.at ?? 0;
  const chapters: Draft[] = [{ at: 0, act: 'create', changes: new Map(), look: new Map() }];
  let facts: Map<string, string> | undefined;
  let known = '';
  let end = 0;
  for (const { at: time, text } of lines.slice(first)) {
    const at = time - from;
    const begin = (act: string): void => {
      chapters.push({ at, act, changes: new Map(), look: new Map() });
    };
    const chapter = chapters.at(-1);
    const [, fact, value = ''] = /^ {6}(\S+) +(.+)$/.exec(text) ?? [];
    if (fact !== undefined) {
      for (const [each, said] of factsOf(fact, value, app)) facts?.set(each, said);
      continue;
    }
    facts = undefined;
    if (text.startsWith('=== ') && chapter !== undefined) {
      facts = chapter.look = new Map();
      end = at;
    }
    const spoken = spokenActs.flatMap(([pattern, say]) => {
      const found = pattern.exec(text);
      return found === null ? [] : [say(...found.slice(1))];
    })[0];
    if (spoken !== undefined) begin(spoken);
    for (const [recording, pattern, act] of silentActs)
      if (recording === name && pattern.test(text)) begin(act);
    if (!text.startsWith(`${app}  `)) continue;
    for (const [stream, seen] of changesOf(text.slice(app.length + 2))) {
      if (stream === 'git') {
        const act = actOfGit(known, seen);
        known = seen;
        if (act !== undefined && at > 10 && at - (chapters.at(-1)?.at ?? 0) > 15) begin(act);
      }
      const { changes } = chapters.at(-1) ?? { changes: new Map() };
      end = at;
      changes.set(stream, [...(changes.get(stream) ?? []), { at, value: seen }]);
    }
  }
  while (isEmpty(chapters.at(-1))) chapters.pop();
  return { name, chapters, end };
}

function isEmpty(chapter: Chapter | undefined): boolean {
  return chapter !== undefined && chapter.changes.size === 0 && chapter.look.size === 0;
}

function linesOf(log: string): readonly Line[] {
  return log.split('\n').flatMap((line) => {
    const [, time = '', text = ''] = /^ *(\d+\.\d\d) {2}(.*)$/.exec(line) ?? [];
    return time === '' ? [] : [{ at: hundredths(time), text }];
  });
}

/** `phase: A/B  conditions: C D`, of which each value may hold single spaces. */
function changesOf(text: string): readonly (readonly [Stream, string])[] {
  return text.split(/ {2}(?=[a-z]+: )/).flatMap((part) => {
    const [, stream, value = ''] = /^(\w+): (.+)$/.exec(part) ?? [];
    return isStream(stream) ? [[stream, value] as const] : [];
  });
}

function actOfGit(before: string, after: string): string | undefined {
  if (before === 'absent') return `create ${after}`;
  return after.endsWith('DELETING') ? 'delete DRPlacementControl' : undefined;
}

const sameInStreams = new Set(['git', 'phase', 'conditions', 'decision', 'work', 'vrg', 'disk', 'app']);

function factsOf(fact: string, value: string, app: string): readonly (readonly [string, string])[] {
  if (sameInStreams.has(fact)) return [];
  if (fact === 's3') {
    return [['archived', /dr1:(\d+)/.exec(value)?.[1] ?? '']];
  }
  if (fact === 'writes') {
    const [, acknowledged = '', lost = '', dr1 = '', dr2 = '', primaries = ''] =
      /^acknowledged (\d+), on no disk any more (\d+), missing on dr1 (\d+), on dr2 (\d+); primaries (\S*)/.exec(
        value,
      ) ?? [];
    return [
      ['writes', `${acknowledged}, lost ${lost}, missing on dr1 ${dr1}, on dr2 ${dr2}`],
      ['primaries', primaries],
    ];
  }
  if (fact === 'lastGroupSyncTime') {
    const [, synced = '', preferred = '', last = ''] =
      /^(\S+) {2}preferredDecision (\S+) {2}lastAppDeploymentCluster (\S+)/.exec(value) ?? [];
    return [
      ['lastGroupSyncTime', synced === 'none' ? 'none' : 'set'],
      ['preferredDecision', preferred],
      ['lastAppDeploymentCluster', last],
    ];
  }
  return [
    [fact, value.slice(1, -1).replaceAll(`(${app}/${app})`, '(shop/cart)').replaceAll(`"${app}"`, '"cart"')],
  ];
}
