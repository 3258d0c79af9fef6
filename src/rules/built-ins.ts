import { defineBuiltIn, type RuleDocs } from './define-rule.ts';

const yamlSyntax = defineBuiltIn({
  id: 'yaml-syntax',
  severity: 'error',
  summary: 'A document is not YAML.',
  page: () => ({
    why: `Nothing of the document can be read. The other documents of the file are read all the same, and a reference to
something that may stand in the unreadable text is not called missing.`,
    fix: 'Mend the place that the message names; often the mistake is one line above it.',
    links: ['https://yaml.org/spec/1.2.2/'],
    invalid: [
      {
        title: 'A value that starts a map in the middle of a line',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata:
  name: p5m
spec:
  schedulingInterval: 5m: # finding
  drClusters: [dr1, dr2]
`,
      },
    ],
    valid: [{ title: 'An empty document between two others', yaml: '---\n---\n# nothing here\n' }],
  }),
});

const duplicateKey = defineBuiltIn({
  id: 'duplicate-key',
  severity: 'error',
  summary: 'A key stands twice in one map.',
  page: () => ({
    why: `Tools disagree about which of the two counts: kubectl takes the last without a word, a strict server refuses both.`,
    fix: 'Keep one of them.',
    links: ['https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation'],
    invalid: [
      {
        title: 'Two intervals',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
  schedulingInterval: 15m # finding
`,
      },
    ],
    valid: [
      {
        title: 'The same key in two maps',
        yaml: `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { name: shop } }
`,
      },
    ],
  }),
});

const kustomizationNotASource = defineBuiltIn({
  id: 'kustomization-not-a-source',
  severity: 'warning',
  summary: 'A kustomization changes objects that ramen-sync reads as they stand.',
  page: () => ({
    why: `ramen-sync judges and applies the files of a plain source without kustomize. Where a kustomization in it sets a
namespace, a prefix, labels or patches, what is judged is not what was meant: ingredients are called wrong, and the result
is never seen. A kustomization that only lists its resources changes nothing and is passed over.`,
    fix: `Make the folder a source with \`kustomize: true\` in \`ramen-sync.yaml\`, and leave what it is made of out of the
sources.`,
    links: ['https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/'],
    // It takes two files.
    invalid: [],
    valid: [],
  }),
});

const kustomizationNotRendered = defineBuiltIn({
  id: 'kustomization-not-rendered',
  severity: 'error',
  summary: 'A source with `kustomize: true` could not be rendered.',
  page: () => ({
    why: `Nothing of the source is judged then. That is so where kustomize refuses the folder, takes more than 30 seconds or
prints more than 64 MiB, and where a kustomization names parts that are not in the repository: nothing is fetched from the
network, and nothing outside of the repository is read.`,
    fix: `Make \`kustomize build <folder>\`, or \`kubectl kustomize <folder>\`, work without the network. Keep a copy of remote
bases in the repository.`,
    links: ['https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/resource/'],
    // What is wrong here shows only when kustomize runs.
    invalid: [],
    valid: [],
  }),
});

const notAnObject = defineBuiltIn({
  id: 'not-an-object',
  severity: 'error',
  summary: 'A document is meant for Kubernetes, but is no complete object.',
  page: () => ({
    why: 'Without apiVersion, kind and metadata.name no server accepts it, and ramen-sync cannot tell what it is.',
    fix: 'Add what is missing. Text that is read as a number or a boolean needs quotes.',
    links: ['https://kubernetes.io/docs/concepts/overview/working-with-objects/#required-fields'],
    invalid: [
      {
        title: 'No name',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: # finding
  labels: { region: east }
spec: { s3ProfileName: minio-on-dr1 }
`,
      },
    ],
    valid: [{ title: 'Other YAML is no affair of ours', yaml: 'replicaCount: 2\nimage: { tag: latest }\n' }],
  }),
});

const schemaViolation = defineBuiltIn({
  id: 'schema-violation',
  severity: 'error',
  summary: 'A field breaks the rules of its CustomResourceDefinition.',
  page: () => ({
    why: `The API server refuses the object, in the words that the finding shows. The schemas of Ramen's own kinds are inside
ramen-sync.`,
    fix: 'Correct the value as the message says.',
    links: ['https://github.com/RamenDR/ramen/tree/main/config/crd/bases'],
    invalid: [
      {
        title: 'An action that does not exist',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: FailOver # finding
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'One of the two actions',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  action: Failover
  failoverCluster: dr2
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
});

const unfamiliarField = defineBuiltIn({
  id: 'unfamiliar-field',
  severity: 'warning',
  summary: 'A field is not in the schema of its kind that ramen-sync knows.',
  page: () => ({
    why: `The kind belongs to another project, such as Open Cluster Management or csi-addons, and ramen-sync knows it as Ramen is
tested with it. A newer release may have the field; where it has not, a strict server refuses the object, and a lax one
drops the field without a word.`,
    fix: `Correct the spelling, or remove the field. Where your cluster does know it, hand over its own schema with
\`--crds <dir>\` or \`--crds-from-cluster\`: then an unknown field is an error.`,
    links: ['https://github.com/RamenDR/ramen/tree/main/hack/test'],
    invalid: [
      {
        title: 'A letter too many',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: { name: cart, namespace: shop }
spec:
  numberOfClusterss: 1 # finding
`,
      },
    ],
    valid: [
      {
        title: 'The field as it is called',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: { name: cart, namespace: shop }
spec:
  numberOfClusters: 1
`,
      },
    ],
  }),
});

const unknownConfigKey = defineBuiltIn({
  id: 'unknown-config-key',
  severity: 'warning',
  summary: "Ramen's configuration has a key that Ramen does not know.",
  page: () => ({
    why: `Ramen reads its configuration without a schema: a key that it does not know, or that stands in the wrong place, is
ignored without a word, and so is what it was meant to set. At its next start the operator rewrites the text and the key
is gone.`,
    fix: 'Correct the spelling, move the key to where it belongs, or remove it.',
    links: ['https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go'],
    invalid: [
      {
        title: 'A key that was never there',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-dr-cluster-operator-config, namespace: ramen-system, annotations: { ramen-sync.io/cluster: dr1 } }
data:
  ramen_manager_config.yaml: |
    drClusterOperator:
      approvalMode: Manual # finding
`,
      },
      {
        title: 'A section that Ramen once had, and its own samples still show',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
webhook: # finding
  port: 9443
`,
      },
      {
        title: 'A letter missing',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
volSync:
  disable: true # finding
`,
      },
    ],
    valid: [
      {
        title: 'The key as it is called',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
volSync:
  disabled: true
`,
      },
    ],
  }),
});

const unknownField = defineBuiltIn({
  id: 'unknown-field',
  severity: 'error',
  summary: 'A field is not in the schema of its kind.',
  page: () => ({
    why: `A server with lax validation drops the field without a word, and what it was meant to say never happens; ramen-sync
and kubectl ask for strict validation, which refuses the object.`,
    fix: 'Correct the spelling, move the field to where it belongs, or remove it.',
    links: ['https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation'],
    invalid: [
      {
        title: 'A letter too many',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  prefferedCluster: dr1 # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'The field as it is called',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
});

const unreadableFile = defineBuiltIn({
  id: 'unreadable-file',
  severity: 'error',
  summary: 'A YAML or JSON file could not be read.',
  page: () => ({
    why: `What is in it is not judged and not applied, and a reference to something that may stand there is not called
missing. That is so for binary files, files above 4 MiB, links that lead out of the repository or back to themselves,
and files without read permission.`,
    fix: 'Mend or remove the file or the link. Where it must stay, set the rule to warning or off in `ramen-sync.yaml`.',
    links: ['https://yaml.org/spec/1.2.2/#chapter-5-character-productions'],
    // What is wrong here is not in the text.
    invalid: [],
    valid: [],
  }),
});

const uselessSuppression = defineBuiltIn({
  id: 'useless-suppression',
  severity: 'warning',
  summary: 'A comment that is to silence a rule silences nothing.',
  page: () => ({
    why: `A comment that outlives its mistake hides the next one of that kind. It silences nothing where the rule finds nothing on
the node that follows or on its line, where it names no rule or no reason, and after its last day.`,
    fix: 'Remove it, or write it as `# ramen-sync-ignore <rule>: <reason>`, with `until 2027-01-31` behind the reason where it is to end.',
    links: ['https://yaml.org/spec/1.2.2/#66-comments'],
    invalid: [
      {
        title: 'Nothing is wrong here',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  # ramen-sync-ignore policy-cluster-count: the third comes later # finding
  drClusters: [dr1, dr2]
`,
      },
    ],
    valid: [
      {
        title: 'A mistake that is known',
        yaml: `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
# ramen-sync-ignore namespace-on-cluster-scoped: an old tool of ours insists on it
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m, namespace: shop }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
  }),
});

/** Findings that come from the parser, the schema and the lint itself, by id. */
export const builtIns: readonly RuleDocs[] = [
  duplicateKey,
  kustomizationNotASource,
  kustomizationNotRendered,
  notAnObject,
  schemaViolation,
  unfamiliarField,
  unknownConfigKey,
  unknownField,
  unreadableFile,
  uselessSuppression,
  yamlSyntax,
];
