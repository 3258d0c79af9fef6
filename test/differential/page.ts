import { entries } from './entries.ts';
import type { RunOptions } from './run.ts';
import type { Count, Tally } from './tally.ts';

export interface PageInput {
  readonly tally: Tally;
  /** Of the smaller run, by server-side apply. */
  readonly applied: Tally;
  readonly options: RunOptions;
  /** Kinds whose shipped schema judged; the others were judged by the CRDs that the server has. */
  readonly shippedKinds: number;
  readonly kinds: number;
  readonly serverVersion: string;
}

/** docs/conformance.md. */
export function renderPage({
  tally,
  applied,
  options,
  shippedKinds,
  kinds,
  serverVersion,
}: PageInput): string {
  const { total } = tally;
  const named = entries.map(
    ({ name, reason }) =>
      `| ${name} | ${tally.byEntry.get(name) ?? 0} | ${applied.byEntry.get(name) ?? 0} | ${reason.replaceAll('|', '\\|')} |`,
  );
  return `# Conformance: lint's schema judge and a real kube-apiserver

<!-- Written by \`npm run conformance\`. -->

${total.objects} objects, made by a generator (seed ${options.seed}) from the schemas of ${kinds} kinds and versions, each with a
mistake of the class that its row names, were judged twice: by ramen-sync, and by kube-apiserver ${serverVersion} (a create as a
dry run with \`fieldValidation=Strict\`). ${shippedKinds} of the kinds were judged by the schema that ships with ramen-sync, the
others by the CRDs of the server, as \`--crds\` does.

Both must agree on accept or refuse in every case but the named ones, which together may be no more than 0.1 %, and every
field that the server names must be among ours in at least 99 % of what it names fields of. ramen-sync may name more: the
server stops at unknown fields before it looks at values, and at types before it evaluates rules.

${summary(total)}

So that nothing depends on how an object gets there, ${applied.total.objects} more (without a status, what only the server sets
in metadata, and what YAML cannot say) were judged against a server-side apply, which is how ramen-sync writes. It refuses what a create lets pass: a null
for a field that has none, and a finalizer that stands there twice. ramen-sync lint refuses both.

${summary(applied.total)}

## Where the two differ, and why it stays so

| what | created | applied | why |
|---|---:|---:|---|
${named.join('\n')}

## By class of mistake

${table('class', tally.byRow)}

## By kind

${table('kind', new Map([...tally.byKind].sort(([a], [b]) => (a < b ? -1 : 1))))}

## What counts as the same field

The server names some fields by what it made of them: a name by the \`generateName\` that it came from, a label of a Namespace
by its name, an entry of a Secret's \`data\` by the \`stringData\` that it came from. It gives no index inside \`metadata\` and points
at all labels where one is wrong; ramen-sync points at the one. Its decoder leaves out indexes and keys altogether. Where a
map stands for a text the server calls every field of the map unknown, and ramen-sync the whole map a wrong type. With an
\`apiVersion\` that nobody serves, nothing else is looked at.

## How to run it

\`KUBEBUILDER_ASSETS\` names a folder with etcd and kube-apiserver, as for all tests of the \`server\` project. \`npm run conformance\`
runs ${total.objects} objects and writes this page. \`RAMEN_SYNC_DIFFERENTIAL=200000\` makes a longer run, and
\`RAMEN_SYNC_DIFFERENTIAL_SEED\` another one; neither writes the page. What a run prints of a difference is the whole object.
`;
}

function summary(count: Count): string {
  const rows = [
    ['same verdict', count.accepted + count.refused],
    ['another verdict, with a name', count.named],
    ['another verdict, unexplained', count.differ],
  ] as const;
  const lines = rows.map(
    ([what, objects]) => `| ${what} | ${objects} | ${percent(objects, count.objects)} |`,
  );
  return `| | objects | share |
|---|---:|---:|
${lines.join('\n')}
| of those where the server names fields: all among ours | ${count.sameFields} of ${count.withFields} | ${percent(count.sameFields, count.withFields)} |
| sentences of the server that are ours word for word | ${count.sameSentences} of ${count.sentences} | ${percent(count.sameSentences, count.sentences)} |`;
}

function table(title: string, counts: ReadonlyMap<string, Count>): string {
  const lines = [...counts].map(
    ([name, { objects, accepted, refused, named, differ, withFields, sameFields }]) =>
      `| ${name} | ${objects} | ${accepted} | ${refused} | ${named} | ${differ} | ${sameFields} of ${withFields} |`,
  );
  return `| ${title} | objects | both accept | both refuse | named | unexplained | fields named |
|---|---:|---:|---:|---:|---:|---:|
${lines.join('\n')}`;
}

function percent(part: number, whole: number): string {
  // Rounded down: only all of them are 100 %.
  return whole === 0 ? '–' : `${(Math.floor((part / whole) * 100_000) / 1000).toFixed(3)} %`;
}
