import { scalar } from './scalar.ts';

export interface ConfigAnswers {
  /** Context of the hub. */
  readonly hub: string;
  /** Of the managed clusters; their contexts are called the same. */
  readonly names: readonly string[];
  readonly openshift: boolean;
  readonly folders: (cluster: string) => string | undefined;
}

export function configText({ hub, names, openshift, folders }: ConfigAnswers): string {
  const own = names.flatMap((name) => {
    const folder = folders(name);
    return folder === undefined ? [] : [{ name, folder }];
  });
  return [
    '# yaml-language-server: $schema=https://raw.githubusercontent.com/RamenDR/ramen-sync/main/schemas/config.schema.json',
    'apiVersion: ramen-sync.io/v1alpha1',
    'kind: Config',
    '# Contexts of your kubeconfig. Add `id`, the UID of namespace kube-system, to each: then nothing is ever applied to a',
    '# cluster that only happens to answer at the same address.',
    `hub: { context: ${scalar(hub)} }`,
    ...(names.length === 0
      ? []
      : [
          'managedClusters:',
          ...names.map((name) => `  - { name: ${scalar(name)}, context: ${scalar(name)} }`),
        ]),
    ...(own.length === 0
      ? []
      : [
          '# The longest path that fits says where an object goes.',
          'sources:',
          '  - { path: . }',
          ...own.map(
            ({ name, folder }) => `  - { path: ${scalar(`${folder}/`)}, clusters: [${scalar(name)}] }`,
          ),
        ]),
    ...(openshift ? ['ramen: { flavour: openshift }'] : []),
    '',
  ].join('\n');
}
