import type { JsonObject } from '../../../src/model/json.ts';
import type { FieldChange } from '../../../src/model/plan.ts';
import {
  apply,
  forgetManagers,
  kubectlApply,
  kubectlCreate,
  kubectlPatch,
  kubectlServerSide,
  type Maker,
  update,
} from './makers.ts';
import { placement } from './objects.ts';
import type { TakeOverCase } from './take-over-cases.ts';

const people = [
  kubectlApply,
  kubectlServerSide,
  kubectlCreate,
  update('kubectl-edit'),
  update('kubectl-replace'),
  update('Mozilla'),
  update('console'),
  update('unknown'),
];

const engines: readonly (readonly [Maker, RegExp])[] = [
  [update('argocd-controller'), /: Argo CD$/],
  [apply('argocd-controller'), /: Argo CD$/],
  [update('argocd-application-controller'), /: Argo CD$/],
  [apply('kustomize-controller'), /: Flux$/],
  [update('helm-controller'), /: Flux$/],
  [apply('helm-controller'), /: Flux$/],
  [update('multicluster-operators-subscription'), /: Open Cluster Management$/],
  [apply('work-agent'), /: Open Cluster Management$/],
  [update('manager'), /Ramen writes under this name/],
];

const theirs = {
  labels: { team: 'red', same: 'x', theirs: 'kept' },
  annotations: { 'example.com/note': 'kept' },
  tolerations: [{ key: 'a', operator: 'Exists' }],
};

const git = {
  labels: { team: 'blue', same: 'x' },
  numberOfClusters: 2,
  tolerations: [
    { key: 'a', operator: 'Exists' },
    { key: 'b', operator: 'Exists' },
  ],
};

/** One label, one number, one whole list: the same change, whoever made the object. */
function changes(manager: string, more: Partial<FieldChange>): readonly FieldChange[] {
  const said = { origin: 'unknown' as const, manager, ...more };
  return [
    { path: 'metadata.labels.team', live: 'red', git: 'blue', ...said },
    { path: 'spec.numberOfClusters', live: 1, git: 2, ...said },
    { path: 'spec.tolerations', live: theirs.tolerations, git: git.tolerations, ...said },
  ];
}

const taken = { takesOver: true } as const;

function nameFor(prefix: string, { manager, operation }: Maker): string {
  return `${prefix}-${manager}-${operation}`.toLowerCase();
}

const byPeople = people.map((maker): TakeOverCase => {
  const name = nameFor('person', maker);
  return {
    name: `made by ${maker.manager} (${maker.operation})`,
    made: (room) => maker.make(room, placement(name, theirs)),
    git: placement(name, git),
    expected: { state: 'update', fields: changes(maker.manager, taken) },
  };
});

const byEngines = engines.map(([maker, words]): TakeOverCase => {
  const name = nameFor('engine', maker);
  const block = { message: words };
  return {
    name: `made by ${maker.manager} (${maker.operation})`,
    made: (room) => maker.make(room, placement(name, theirs)),
    git: placement(name, git),
    // No permission and no configuration makes an engine's field ours.
    options: { allow: [{ gate: 'manager', object: `placement/take-over/${name}` }], takeOver: ['*'] },
    expected: { state: 'blocked', fields: changes(maker.manager, {}), blocks: [block, block, block] },
  };
});

function byStranger(name: string, allowed: boolean): TakeOverCase {
  const object = `placement/take-over/${name}`;
  const block = { message: /on no list of managers/, allow: `manager=${object}` };
  return {
    name: `made by a tool on neither list${allowed ? ', allowed by name' : ''}`,
    made: (room) => update('crew-tool').make(room, placement(name, theirs)),
    git: placement(name, git),
    options: allowed ? { allow: [{ gate: 'manager', object }] } : {},
    expected: allowed
      ? { state: 'update', fields: changes('crew-tool', taken) }
      : { state: 'blocked', fields: changes('crew-tool', {}), blocks: [block, block, block] },
  };
}

const olderThanManagers: TakeOverCase = {
  name: 'older than managedFields: owned by before-first-apply',
  made: async (room) => {
    await update('kubectl-create').make(room, placement('old', theirs));
    await forgetManagers(room, placement('old', theirs));
  },
  git: placement('old', git),
  expected: {
    state: 'update',
    fields: changes('before-first-apply', taken),
  },
};

const byVerbs = (['edit', 'patch', 'label', 'annotate'] as const).map((verb): TakeOverCase => {
  const name = `verb-${verb}`;
  const isAnnotation = verb === 'annotate';
  const key = isAnnotation ? 'annotations' : 'labels';
  const patch: JsonObject = { metadata: { [key]: { 'example.com/team': 'red', more: 'kept' } } };
  return {
    name: `written by kubectl ${verb}`,
    made: async (room) => {
      await kubectlCreate.make(room, placement(name, {}));
      await kubectlPatch(verb)(room, placement(name, {}), patch);
    },
    git: placement(name, { [key]: { 'example.com/team': 'blue' } }),
    expected: {
      state: 'update',
      fields: [
        {
          path: `metadata.${key}["example.com/team"]`,
          live: 'red',
          git: 'blue',
          origin: 'unknown',
          manager: `kubectl-${verb}`,
          takesOver: true,
        },
      ],
    },
  };
});

export const makerCases: readonly TakeOverCase[] = [
  ...byPeople,
  ...byEngines,
  byStranger('stranger', false),
  byStranger('stranger-allowed', true),
  olderThanManagers,
  ...byVerbs,
];
