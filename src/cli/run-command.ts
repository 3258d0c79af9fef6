import type { CommandDefinition } from './command.ts';

export const runCommand: CommandDefinition = {
  name: 'run',
  summary: 'Keep the clusters and Git together: reconcile the TopologySyncs of the hub until told to end.',
  formats: [],
  endsOnSignal: true,
  examples: [
    ['ramen-sync run', 'in the cluster, as deploy/ installs it'],
    ['ramen-sync run --context hub --namespace ramen-sync', 'from here, with a kubeconfig'],
  ],
  define: (command) => {
    command
      .option('--namespace <ns>', 'only the TopologySyncs of this namespace (default: all)')
      .option(
        '--metrics-bind <address>',
        'serve /metrics (OpenMetrics) there, as 0.0.0.0:8080, which is the default in a pod; 0: nowhere',
      )
      .option('--health-bind <address>', 'serve /healthz and /readyz there (default: nowhere)')
      .option(
        '--webhook-bind <address>',
        'take webhooks there, at /hook/<namespace>/<name> (default: nowhere)',
      )
      .option('--leader-elect', 'work only while this process holds the Lease "ramen-sync"; others stand by')
      .addHelpText(
        'after',
        [
          '',
          'The hub is the cluster it runs in, unless --kubeconfig or --context names another.',
          'The Lease is in the namespace of the pod, else in that of --namespace, else in "ramen-sync". Who loses it writes nothing more.',
          'Mirrors of the repositories live in the folder that RAMEN_SYNC_DATA names, else in a temporary one.',
          'Logs are JSON lines on stderr. SIGTERM and Ctrl-C end it after the write under way, with exit status 0.',
        ].join('\n'),
      );
  },
  load: async () => (await import('./run-action.ts')).runRunCommand,
};
