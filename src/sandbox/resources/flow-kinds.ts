import { ageColumn } from './crd-resources.ts';
import { column, define, flag, list, listMap, open, struct, text, whole } from './define.ts';
import type { Resource } from './resource.ts';

const GROUP = 'flowcontrol.apiserver.k8s.io';

/** Who is throttled, and how. Fields: k8s.io/api/flowcontrol/v1; columns: pkg/printers/internalversion. */
export const flowKinds: readonly Resource[] = [
  define(GROUP, 'v1', 'FlowSchema', {
    plural: 'flowschemas',
    namespaced: false,
    status: true,
    generation: true,
    columns: [
      column('PriorityLevel', '.spec.priorityLevelConfiguration.name'),
      { ...column('MatchingPrecedence', '.spec.matchingPrecedence'), type: 'integer' },
      column('DistinguisherMethod', '.spec.distinguisherMethod.type'),
      ageColumn,
      column('MissingPL', '.status.conditions[?(@.type=="Dangling")].status'),
    ],
    fields: {
      spec: struct({
        priorityLevelConfiguration: struct({ name: text }),
        matchingPrecedence: whole,
        distinguisherMethod: struct({ type: text }),
        rules: list(
          struct({
            subjects: list(
              struct({
                kind: text,
                user: struct({ name: text }),
                group: struct({ name: text }),
                serviceAccount: struct({ namespace: text, name: text }),
              }),
            ),
            resourceRules: list(
              struct({
                verbs: list(text),
                apiGroups: list(text),
                resources: list(text),
                clusterScope: flag,
                namespaces: list(text),
              }),
            ),
            nonResourceRules: list(struct({ verbs: list(text), nonResourceURLs: list(text) })),
          }),
        ),
      }),
      status: struct({ conditions: listMap(['type'], open) }),
    },
  }),
  define(GROUP, 'v1', 'PriorityLevelConfiguration', {
    plural: 'prioritylevelconfigurations',
    namespaced: false,
    status: true,
    generation: true,
    columns: [
      column('Type', '.spec.type'),
      { ...column('NominalConcurrencyShares', '.spec.limited.nominalConcurrencyShares'), type: 'integer' },
      { ...column('Queues', '.spec.limited.limitResponse.queuing.queues'), type: 'integer' },
      { ...column('HandSize', '.spec.limited.limitResponse.queuing.handSize'), type: 'integer' },
      {
        ...column('QueueLengthLimit', '.spec.limited.limitResponse.queuing.queueLengthLimit'),
        type: 'integer',
      },
      ageColumn,
    ],
    fields: {
      spec: struct({
        type: text,
        limited: struct({
          nominalConcurrencyShares: whole,
          lendablePercent: whole,
          borrowingLimitPercent: whole,
          limitResponse: struct({
            type: text,
            queuing: struct({ queues: whole, handSize: whole, queueLengthLimit: whole }),
          }),
        }),
        exempt: struct({ nominalConcurrencyShares: whole, lendablePercent: whole }),
      }),
      status: struct({ conditions: listMap(['type'], open) }),
    },
  }),
];
