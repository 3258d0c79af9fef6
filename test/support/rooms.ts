export interface Room {
  /** Other rooms whose files it may import. */
  readonly imports: readonly string[];
  /** No async, no clock, no chance, no printing, nothing of Node. */
  readonly pure: boolean;
}

/** The walls: what a room of `src/` may import besides itself. ARCHITECTURE.md prints the same table. */
export const rooms: Readonly<Record<string, Room>> = {
  model: { imports: [], pure: true },
  yaml: { imports: ['model'], pure: true },
  schema: { imports: ['model'], pure: true },
  kinds: { imports: ['model'], pure: true },
  ports: { imports: ['model'], pure: true },
  report: { imports: ['model'], pure: true },
  config: { imports: ['model', 'yaml', 'schema'], pure: true },
  topology: { imports: ['model', 'kinds', 'yaml'], pure: true },
  plan: { imports: ['model', 'kinds', 'topology', 'yaml'], pure: true },
  cluster: { imports: ['model', 'ports'], pure: false },
  git: { imports: ['model', 'ports'], pure: false },
  files: { imports: ['model', 'ports'], pure: false },
  rules: { imports: ['model', 'kinds', 'topology'], pure: true },
  apply: { imports: ['model', 'kinds', 'ports', 'plan'], pure: false },
  lint: { imports: ['model', 'schema', 'topology', 'rules', 'yaml', 'kinds'], pure: true },
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
  },
  sandbox: { imports: ['model', 'yaml', 'schema', 'ports'], pure: false },
  action: {
    imports: ['model', 'config', 'ports', 'operations', 'cluster', 'git', 'files', 'report'],
    pure: false,
  },
  controller: {
    imports: ['model', 'config', 'ports', 'operations', 'cluster', 'git', 'files', 'report'],
    pure: false,
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
  },
};
