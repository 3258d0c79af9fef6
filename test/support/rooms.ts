export interface Room {
  /** Other rooms whose files it may import. */
  readonly imports: readonly string[];
  /** No async, no clock, no chance, no printing, nothing of Node. */
  readonly pure: boolean;
  readonly holds: string;
}

/** The walls: what a room of `src/` may import besides itself. ARCHITECTURE.md prints the same table. */
export const rooms: Readonly<Record<string, Room>> = {
  model: { imports: [], pure: true, holds: 'the words as readonly types, with tiny functions' },
  yaml: {
    imports: ['model'],
    pure: true,
    holds: 'text to documents with positions; minimal edits; suppression comments',
  },
  schema: {
    imports: ['model'],
    pure: true,
    holds: "CRD schemas and CEL to findings in the API server's words",
  },
  kinds: {
    imports: ['model'],
    pure: true,
    holds: 'one file a kind: scope, role, wave, references, runtime and immutable paths, health, risk',
  },
  ports: {
    imports: ['model'],
    pure: true,
    holds: 'what the core asks of the world: Cluster, Repository, FileStore, Clock',
  },
  report: { imports: ['model'], pure: true, holds: 'one renderer for each format; the words of errors' },
  config: {
    imports: ['model', 'yaml', 'schema'],
    pure: true,
    holds: '`ramen-sync.yaml`: defaults < file < environment < flags',
  },
  topology: {
    imports: ['model', 'kinds', 'yaml'],
    pure: true,
    holds: 'the graph of desired objects, with the field path of each reference',
  },
  plan: {
    imports: ['model', 'kinds', 'topology', 'yaml'],
    pure: true,
    holds: 'states, origins, order, consequences; `gates/`, one file a gate',
  },
  cluster: {
    imports: ['model', 'ports'],
    pure: false,
    holds: 'kubeconfig, and one small REST client with deadlines, retries and typed errors',
  },
  git: {
    imports: ['model', 'ports'],
    pure: false,
    holds: 'history of the checkout, and the mirror of a remote',
  },
  files: { imports: ['model', 'ports'], pure: false, holds: 'the repository on disk' },
  rules: {
    imports: ['model', 'kinds', 'topology'],
    pure: true,
    holds: 'one file a lint rule: id, docs, examples, check',
  },
  apply: {
    imports: ['model', 'kinds', 'ports', 'plan'],
    pure: false,
    holds: 'a plan to a stream of events: waves, waits, retries',
  },
  lint: {
    imports: ['model', 'schema', 'topology', 'rules', 'yaml', 'kinds'],
    pure: true,
    holds: 'runs the rules: levels, suppressions, fixes',
  },
  operations: {
    imports: [
      'model',
      'yaml',
      'schema',
      'kinds',
      'ports',
      'config',
      'topology',
      'plan',
      'rules',
      'apply',
      'lint',
    ],
    pure: false,
    holds: 'what a door can ask for, as `(request, deps)`',
  },
  sandbox: {
    imports: ['model', 'yaml', 'schema', 'ports'],
    pure: false,
    holds: "an in-memory hub and managed clusters over HTTP, with Ramen's reactions",
  },
  action: {
    imports: ['model', 'config', 'ports', 'operations', 'cluster', 'git', 'files', 'report'],
    pure: false,
    holds: 'inputs and event of GitHub in; annotations, summary, outputs out',
  },
  controller: {
    imports: ['model', 'config', 'ports', 'operations', 'cluster', 'git', 'files', 'report'],
    pure: false,
    holds: 'TopologySync objects in; status out',
  },
  cli: {
    imports: [
      'model',
      'config',
      'ports',
      'operations',
      'cluster',
      'git',
      'files',
      'report',
      'controller',
      'sandbox',
    ],
    pure: false,
    holds: 'flags in; text and exit status out',
  },
};

/** The table of ARCHITECTURE.md. */
export function roomsTable(): string {
  const rows = Object.entries(rooms).map(([name, { imports, pure, holds }]) => {
    const imported = imports.length === 0 ? '–' : imports.join(', ');
    return `| \`${name}\` | ${imported} | ${pure ? 'yes' : 'no'} | ${holds} |\n`;
  });
  return `| room | may import | pure | holds |\n|---|---|---|---|\n${rows.join('')}`;
}
