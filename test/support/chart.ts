import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dump, load } from 'js-yaml';
import { getAt } from '../../src/model/field-path.ts';
import { isObject, type Json } from '../../src/model/json.ts';
import { version } from '../../src/model/version.ts';

const deploy = resolve(import.meta.dirname, '../../deploy');

/** What the chart leaves out: kustomize's own file, and the namespace, which `helm install --create-namespace` makes. */
const without = new Set(['kustomization.yaml', 'namespace.yaml']);

/** A folder of deploy/ and the value that switches its files on; undefined: always. */
const folders: readonly (readonly [folder: string, value: string | undefined])[] = [
  ['.', undefined],
  ['enforce', 'rights.enforce'],
  ['removals', 'rights.removals'],
  ['monitoring', 'monitoring.enabled'],
];

/** Files that can be left out by themselves. */
const switches: Readonly<Record<string, string>> = {
  'topologysyncs-crd.yaml': 'crd.install',
  'network-policy.yaml': 'networkPolicy.enabled',
  'pod-disruption-budget.yaml': 'podDisruptionBudget.enabled',
};

/** Where the chart has a value, and the manifest of deploy/ its default. Each must be found in some file. */
const holes: readonly (readonly [text: RegExp, hole: string])[] = [
  [/^( *(?:- )?name: )ramen-sync(-[a-z-]+)?$/gm, '$1{{ .Release.Name }}$2'],
  [/^( *app\.kubernetes\.io\/instance: )ramen-sync$/gm, '$1{{ .Release.Name }}'],
  [/^( *serviceAccountName: )ramen-sync$/gm, '$1{{ .Release.Name }}'],
  [/^( *namespace: )ramen-sync$/gm, '$1{{ .Release.Namespace }}'],
  [/^( *- --namespace=)ramen-sync$/gm, '$1{{ .Release.Namespace }}'],
  [/^( *namespace: )ramen-system$/gm, '$1{{ .Values.ramenNamespace }}'],
  [/^( *replicas: )2$/gm, '$1{{ .Values.replicas }}'],
  [
    /^( *image: ).*$/gm,
    '$1"{{ .Values.image.repository }}{{ if .Values.image.digest }}@{{ .Values.image.digest }}' +
      '{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}"',
  ],
  [/^( *- --webhook-bind=:9292)$/gm, `$1${listHole('extraArgs', 12)}`],
  [/^( {14}value: \/tmp)$/gm, `$1${listHole('extraEnv', 12)}`],
  [
    /^( *enableServiceLinks: false)$/gm,
    `$1${['imagePullSecrets', 'nodeSelector', 'tolerations', 'affinity'].map((key) => keyHole(key, 6)).join('')}`,
  ],
  [/^( {10}resources:)\n(?: {12}.*\n)+/gm, '$1\n            {{- toYaml .Values.resources | nindent 12 }}\n'],
  [
    /^( {8}- port: )443\n(?: {8}- port: .*\n)+/gm,
    '        {{- range .Values.networkPolicy.egressPorts }}\n$1{{ . }}\n        {{- end }}\n',
  ],
  // The definition outlives the release: without it every TopologySync would be deleted.
  [/^( {2}name: topologysyncs\.ramen-sync\.io)$/gm, '$1\n  annotations:\n    helm.sh/resource-policy: keep'],
];

/** The generated files of charts/ramen-sync: those of deploy/ with holes, so that the two cannot differ. */
export function chartFiles(): ReadonlyMap<string, string> {
  const found = new Set<RegExp>();
  const templates = folders.flatMap(([folder, value]) =>
    readdirSync(join(deploy, folder))
      .filter((name) => name.endsWith('.yaml') && !without.has(name))
      .sort()
      .map((name) => {
        const text = cut(readFileSync(join(deploy, folder, name), 'utf8'), found);
        const condition = value ?? switches[name];
        const path = `templates/${folder === '.' ? name : `${folder}-${name}`}`;
        return [path, condition === undefined ? text : switched(condition, text)] as const;
      }),
  );
  const missing = holes.filter(([text]) => !found.has(text)).map(([text]) => text.source);
  if (missing.length > 0) throw new Error(`deploy/ has no place any more for ${missing.join(' and ')}`);
  return new Map([
    ...templates,
    ['templates/monitoring-dashboard.yaml', switched('monitoring.enabled', dashboard())],
    ['templates/NOTES.txt', notes],
    ['Chart.yaml', chart()],
    ['values.yaml', values()],
  ]);
}

/** What Helm would take for its own is escaped first: alerts and legends are templates of somebody else. */
function cut(text: string, found: Set<RegExp>): string {
  let result = text.replaceAll(/\{\{|\}\}/g, (braces) => `{{ "${braces}" }}`);
  for (const [pattern, hole] of holes) {
    if (result.search(pattern) < 0) continue;
    found.add(pattern);
    result = result.replace(pattern, hole);
  }
  return result;
}

function switched(value: string, text: string): string {
  return `{{- if .Values.${value} }}\n${text}{{- end }}\n`;
}

function listHole(key: string, indent: number): string {
  const space = ' '.repeat(indent);
  return `\n${space}{{- with .Values.${key} }}\n${space}{{- toYaml . | nindent ${indent} }}\n${space}{{- end }}`;
}

function keyHole(key: string, indent: number): string {
  const space = ' '.repeat(indent);
  return `\n${space}{{- with .Values.${key} }}\n${space}${key}:\n${space}  {{- toYaml . | nindent ${indent + 2} }}\n${space}{{- end }}`;
}

function dashboard(): string {
  const json = readFileSync(join(deploy, 'monitoring/dashboard.json'), 'utf8');
  const text = `apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-sync-dashboard
  namespace: ramen-sync
  labels:
    app.kubernetes.io/name: ramen-sync
    app.kubernetes.io/instance: ramen-sync
    grafana_dashboard: "1"
data:
  ramen-sync.json: |
${json.replaceAll(/^(?=.)/gm, '    ')}`;
  return cut(text, new Set());
}

const notes = `The loop looks
{{- if .Values.rights.enforce }}, and writes what Git wants for TopologySyncs in mode enforce{{ end }}
{{- if .Values.rights.removals }}, and deletes what a Removal names{{ end }}.
{{- if not .Values.rights.enforce }}
For mode enforce it needs more rights: --set rights.enforce=true
{{- end }}

What to make next, a TopologySync in namespace {{ .Release.Namespace }}:
https://github.com/RamenDR/ramen-sync/blob/main/docs/loop.md
`;

function chart(): string {
  return `# Written by npm run generate.
apiVersion: v2
name: ramen-sync
description: The loop that holds Ramen's disaster recovery topology and Git together, without undoing an operator's failover.
type: application
version: ${version}
appVersion: ${version}
kubeVersion: ">=1.29.0-0"
home: https://github.com/RamenDR/ramen-sync
sources: [https://github.com/RamenDR/ramen-sync]
`;
}

/** Defaults are read from deploy/, so that `helm install ramen-sync` in namespace ramen-sync is `kubectl apply -k deploy`. */
function values(): string {
  const deployment = read('deployment.yaml');
  const container = getAt(deployment, ['spec', 'template', 'spec', 'containers', 0]);
  const [repository] = String(getAt(container, ['image'])).split(':');
  const ports = getAt(read('network-policy.yaml'), ['spec', 'egress', 1, 'ports']);
  const egress = Array.isArray(ports) ? ports.map((each) => getAt(each, ['port'])) : [];
  return `# Written by npm run generate from deploy/: with these values the chart installs what kubectl apply -k deploy does.
image:
  repository: ${repository}
  # The chart's appVersion unless set.
  tag: ""
  # sha256:…, which counts instead of the tag: what runs is then what was looked at.
  digest: ""
imagePullSecrets: []

# Where Ramen's hub operator lives; openshift-operators on OpenShift.
ramenNamespace: ramen-system

# The rights beyond looking, each in roles of its own.
rights:
  # To write what Git wants: needed for TopologySyncs in mode enforce.
  enforce: false
  # To delete what a Removal names.
  removals: false

crd:
  # TopologySync. It stays when the release is uninstalled: deleting it would delete every TopologySync.
  install: true

replicas: ${String(getAt(deployment, ['spec', 'replicas']))}

resources:
${indented(getAt(container, ['resources']))}
networkPolicy:
  enabled: true
  # TCP: API servers of hub and managed clusters, and the forge.
  egressPorts: [${egress.join(', ')}]

podDisruptionBudget:
  enabled: true

monitoring:
  # PodMonitor and PrometheusRule of the Prometheus operator, and a dashboard for Grafana's sidecar.
  enabled: false

# More flags of ramen-sync run, and more environment (HTTPS_PROXY, NODE_EXTRA_CA_CERTS).
extraArgs: []
extraEnv: []

nodeSelector: {}
tolerations: []
affinity: {}
`;
}

function read(name: string): Json {
  const value = load(readFileSync(join(deploy, name), 'utf8'));
  return isObject(value) ? value : {};
}

function indented(value: Json | undefined): string {
  return dump(value).replaceAll(/^(?=.)/gm, '  ');
}
