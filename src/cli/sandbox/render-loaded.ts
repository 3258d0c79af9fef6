import { printable } from '../../report/printable.ts';
import { renderTable } from '../../report/table.ts';
import type { LoadedTeam } from './load-team.ts';
import type { Team } from './team.ts';

/** Said at once: to apply a repository takes some seconds. */
export function renderLoading({ name, head }: Team): string {
  const what =
    head === undefined ? 'nothing is committed yet' : `commit ${head.commit.slice(0, 12)} is applied`;
  return `${printable(name)}: ${what}\n`;
}

/** What of the sandbox is the team's own, and what was invented for it. */
export function renderLoaded({ ground, head }: Team, loaded: LoadedTeam): string {
  const ours = ground.declared.filter(({ isOurs }) => isOurs);
  const clusters = ['hub', ...ground.managedClusters];
  const counts = clusters.map((cluster) => `${countOn(ours, cluster)} on ${cluster}`).join(', ');
  const declared =
    head === undefined
      ? `declared: ${counts}; not applied, since nothing is committed: ramen-sync apply makes them`
      : `declared and applied: ${counts}; plan shows what differs from this commit`;
  const rows = [
    ...loaded.notApplied.map(({ object, state, message }) => [state, object, firstLine(message)]),
    ...loaded.left.map(({ cluster, object, why }) => ['left out', titleOf(cluster, object), firstLine(why)]),
    ...loaded.inventions.map(({ cluster, object, because }) => [
      'invented',
      titleOf(cluster, object),
      because,
    ]),
    ['invented', 'one volume for each application', 'the model counts the writes in it'],
  ];
  return `${declared}\n${renderTable(rows.map((row) => row.map(printable)))}`;
}

function countOn(objects: readonly { readonly cluster: string }[], cluster: string): number {
  return objects.filter((each) => each.cluster === cluster).length;
}

function titleOf(cluster: string, object: { readonly kind?: unknown; readonly metadata?: unknown }): string {
  const { metadata } = object;
  const part = (field: string): string =>
    typeof metadata === 'object' && metadata !== null ? String(Reflect.get(metadata, field) ?? '') : '';
  const namespace = part('namespace');
  return `${String(object.kind)} ${namespace === '' ? '' : `${namespace}/`}${part('name')} on ${cluster}`;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
