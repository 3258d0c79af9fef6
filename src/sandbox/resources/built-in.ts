import type { PrinterColumn } from '../../schema/crd.ts';
import { ageColumn } from './crd-resources.ts';
import {
  atomic,
  column,
  define,
  flag,
  list,
  listMap,
  mapOf,
  open,
  quantity,
  struct,
  text,
  whole,
} from './define.ts';
import { flowKinds } from './flow-kinds.ts';
import type { Resource } from './resource.ts';

/** The kinds of Kubernetes itself that ramen-sync meets. Fields and merge rules: k8s.io/api. */
export function builtInResources(): readonly Resource[] {
  return [
    define('', 'v1', 'Namespace', {
      plural: 'namespaces',
      shortNames: ['ns'],
      namespaced: false,
      status: true,
      columns: [column('Status', '.status.phase'), ageColumn],
      fields: {
        spec: struct({ finalizers: list(text) }),
        status: struct({ phase: text, conditions: listMap(['type'], open) }),
      },
    }),
    define('', 'v1', 'Secret', {
      plural: 'secrets',
      columns: [column('Type', '.type'), dataColumn, ageColumn],
      fields: {
        data: mapOf({ type: 'string', format: 'byte' }),
        stringData: mapOf(text),
        type: text,
        immutable: flag,
      },
    }),
    define('', 'v1', 'ConfigMap', {
      plural: 'configmaps',
      shortNames: ['cm'],
      columns: [dataColumn, ageColumn],
      fields: { data: mapOf(text), binaryData: mapOf({ type: 'string', format: 'byte' }), immutable: flag },
    }),
    define('', 'v1', 'Event', {
      plural: 'events',
      shortNames: ['ev'],
      columns: [
        column('Type', '.type'),
        column('Reason', '.reason'),
        column('Message', '.message'),
        ageColumn,
      ],
      fields: {
        involvedObject: atomic({
          kind: text,
          namespace: text,
          name: text,
          uid: text,
          apiVersion: text,
          resourceVersion: text,
          fieldPath: text,
        }),
        reason: text,
        message: text,
        source: struct({ component: text, host: text }),
        firstTimestamp: text,
        lastTimestamp: text,
        count: whole,
        type: text,
        eventTime: { ...text, nullable: true },
        series: struct({ count: whole, lastObservedTime: text }),
        action: text,
        related: atomic({ kind: text, namespace: text, name: text, uid: text, apiVersion: text }),
        reportingComponent: text,
        reportingInstance: text,
      },
    }),
    define('', 'v1', 'PersistentVolumeClaim', {
      plural: 'persistentvolumeclaims',
      shortNames: ['pvc'],
      status: true,
      columns: [
        column('Status', '.status.phase'),
        column('Volume', '.spec.volumeName'),
        column('StorageClass', '.spec.storageClassName'),
        ageColumn,
      ],
      fields: {
        spec: struct({
          accessModes: list(text),
          selector: atomic({ matchLabels: mapOf(text), matchExpressions: list(open) }),
          resources: struct({ limits: mapOf(quantity), requests: mapOf(quantity) }),
          volumeName: text,
          storageClassName: text,
          volumeMode: text,
          dataSource: atomic({ apiGroup: text, kind: text, name: text }),
          dataSourceRef: struct({ apiGroup: text, kind: text, name: text, namespace: text }),
          volumeAttributesClassName: text,
        }),
        status: struct({
          phase: text,
          accessModes: list(text),
          capacity: mapOf(quantity),
          conditions: listMap(['type'], open),
        }),
      },
    }),
    define('storage.k8s.io', 'v1', 'StorageClass', {
      plural: 'storageclasses',
      shortNames: ['sc'],
      namespaced: false,
      columns: [
        column('Provisioner', '.provisioner'),
        column('ReclaimPolicy', '.reclaimPolicy'),
        column('VolumeBindingMode', '.volumeBindingMode'),
        ageColumn,
      ],
      fields: {
        provisioner: text,
        parameters: mapOf(text),
        reclaimPolicy: text,
        mountOptions: list(text),
        allowVolumeExpansion: flag,
        volumeBindingMode: text,
        allowedTopologies: list(atomic({ matchLabelExpressions: list(open) })),
      },
    }),
    ...['Role', 'ClusterRole'].map((kind) =>
      define('rbac.authorization.k8s.io', 'v1', kind, {
        plural: `${kind.toLowerCase()}s`,
        namespaced: kind === 'Role',
        columns: [{ ...ageColumn, name: 'Created At' }],
        fields: { rules: list(rule), aggregationRule: open },
      }),
    ),
    ...['RoleBinding', 'ClusterRoleBinding'].map((kind) =>
      define('rbac.authorization.k8s.io', 'v1', kind, {
        plural: `${kind.toLowerCase()}s`,
        namespaced: kind === 'RoleBinding',
        columns: [column('Role', '.roleRef.name'), ageColumn],
        fields: {
          subjects: list(struct({ kind: text, apiGroup: text, name: text, namespace: text })),
          roleRef: atomic({ apiGroup: text, kind: text, name: text }),
        },
      }),
    ),
    define('coordination.k8s.io', 'v1', 'Lease', {
      plural: 'leases',
      columns: [column('Holder', '.spec.holderIdentity'), ageColumn],
      fields: {
        spec: struct({
          holderIdentity: text,
          leaseDurationSeconds: whole,
          acquireTime: text,
          renewTime: text,
          leaseTransitions: whole,
          strategy: text,
          preferredHolder: text,
        }),
      },
    }),
    define('apiextensions.k8s.io', 'v1', 'CustomResourceDefinition', {
      plural: 'customresourcedefinitions',
      shortNames: ['crd', 'crds'],
      namespaced: false,
      status: true,
      generation: true,
      columns: [{ ...ageColumn, name: 'Created At' }],
      fields: {
        spec: struct({
          group: text,
          names: struct({
            plural: text,
            singular: text,
            kind: text,
            listKind: text,
            shortNames: list(text),
            categories: list(text),
          }),
          scope: text,
          versions: list(open),
          conversion: open,
          preserveUnknownFields: flag,
        }),
        status: open,
      },
    }),
    ...flowKinds,
  ];
}

/** How many entries, whatever they are called. */
export const dataColumn: PrinterColumn = { name: 'Data', type: 'string', jsonPath: '.data', priority: 0 };

const rule = struct({
  verbs: list(text),
  apiGroups: list(text),
  resources: list(text),
  resourceNames: list(text),
  nonResourceURLs: list(text),
});
