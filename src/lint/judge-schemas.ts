import { ramenConfig } from '../kinds/ramen-config.ts';
import { kindOf } from '../kinds/registry.ts';
import { type FieldPath, formatPath } from '../model/field-path.ts';
import type { Finding, NotChecked } from '../model/finding.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { apiGroup, type ObjectKey } from '../model/object-ref.ts';
import type { Location } from '../model/source.ts';
import { type Acceptor, acceptorFor } from '../schema/accepts.ts';
import { isLaterField } from '../schema/later-fields.ts';
import type { SchemaProblem } from '../schema/problem.ts';
import type { SchemaOrigin, SchemaSet } from '../schema/schema-set.ts';
import { shippedSchemas } from '../schema/shipped.ts';
import { validateObject } from '../schema/validate.ts';
import { isEncrypted } from '../topology/secrets.ts';
import type { Topology } from '../topology/topology.ts';
import { leftOut, mostOfOneObject } from './most-of-one-object.ts';

export interface SchemaJudgement {
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
}

/**
 * Findings in the API server's words, for the kinds that ramen-sync knows, for those whose CRD was given, and for the text
 * of Ramen's configuration.
 */
export function judgeSchemas(topology: Topology, schemas: SchemaSet = shippedSchemas): SchemaJudgement {
  const findings: Finding[] = [];
  const notChecked: NotChecked[] = [];
  const judge = (subject: Subject): void => {
    const result = validateObject(subject.object, schemas);
    const left = result.problems.length - mostOfOneObject;
    if (left > 0) notChecked.push(leftOut('the schema', subject.name, left));
    for (const problem of result.problems.slice(0, mostOfOneObject)) {
      const { origin } = result;
      if (isOfLaterRelease(subject, problem, origin)) notChecked.push(laterRelease(subject, problem));
      else findings.push(findingOf(subject, problem, origin));
    }
    if (!result.checked) notChecked.push({ reason: 'no-schema', what: subject.kind, count: 1 });
    for (const what of result.notChecked) notChecked.push({ reason: 'schema-rule', what, count: 1 });
  };
  for (const manifest of suspects(topology.manifests, schemas)) {
    for (const subject of objectSubject(manifest, schemas)) judge(subject);
  }
  for (const config of topology.ramenConfigs) {
    for (const subject of textSubject(config)) judge(subject);
  }
  return { findings, notChecked };
}

/** What a quick look has not accepted. In most repositories that is almost nothing. */
function* suspects(manifests: readonly Manifest[], schemas: SchemaSet): Generator<Manifest> {
  const acceptors = new Map<string, Map<string, Acceptor | undefined>>();
  const acceptorOf = ({ apiVersion, kind }: ObjectKey): Acceptor | undefined => {
    const versions = acceptors.get(kind) ?? new Map<string, Acceptor | undefined>();
    if (versions.has(apiVersion)) return versions.get(apiVersion);
    const acceptor = acceptorFor(schemas, apiVersion, kind);
    acceptors.set(kind, versions.set(apiVersion, acceptor));
    return acceptor;
  };
  for (const manifest of manifests) {
    if (acceptorOf(manifest.key)?.(manifest.object) !== true) yield manifest;
  }
}

/** Something that a schema can judge, with the way back to its text. */
interface Subject {
  readonly manifest: Manifest;
  /** `apiVersion Kind`. */
  readonly kind: string;
  readonly object: JsonObject;
  /** As messages name it. */
  readonly name: string;
  readonly isRamenConfig: boolean;
  readonly locate: (path: FieldPath, part: 'value' | 'key') => Location;
  readonly formatPath: (path: FieldPath) => string;
}

/** The user handed over the CRD of this kind. */
export function isGiven(
  { apiVersion, kind }: Pick<ObjectKey, 'apiVersion' | 'kind'>,
  schemas: SchemaSet,
): boolean {
  return schemas.originOf(apiGroup(apiVersion), kind) === 'given';
}

function objectSubject(manifest: Manifest, schemas: SchemaSet): readonly Subject[] {
  const { apiVersion, kind, namespace, name } = manifest.key;
  const known = kindOf(apiVersion, kind);
  // What SOPS encrypted is not what the server will see.
  if ((known === undefined && !isGiven(manifest.key, schemas)) || isEncrypted(manifest)) return [];
  return [
    {
      manifest,
      kind: `${apiVersion} ${kind}`,
      object: manifest.object,
      name: `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`.trim(),
      isRamenConfig: known === ramenConfig,
      locate: manifest.locate,
      formatPath,
    },
  ];
}

function textSubject(config: Topology['ramenConfigs'][number]): readonly Subject[] {
  if (config.spelling !== 'config-map' || !config.readable) return [];
  const type = { apiVersion: `${ramenConfig.group}/v1alpha1`, kind: ramenConfig.kind };
  return [
    {
      manifest: config.manifest,
      kind: `${type.apiVersion} ${type.kind}`,
      object: { ...config.value, ...type },
      name: `ConfigMap ${config.key.namespace ?? ''}/${config.key.name}`,
      isRamenConfig: true,
      locate: config.locate,
      formatPath: config.formatPath,
    },
  ];
}

function isOfLaterRelease(
  { manifest }: Subject,
  problem: SchemaProblem,
  origin: SchemaOrigin | undefined,
): boolean {
  if (origin !== 'shipped-third-party' || !isUnknownField(problem)) return false;
  const { apiVersion, kind } = manifest.key;
  return isLaterField(apiGroup(apiVersion), kind, problem.path);
}

function laterRelease({ manifest, formatPath }: Subject, { path }: SchemaProblem): NotChecked {
  const what = `${formatPath(path)} of ${manifest.key.kind}, which is newer than the schema known here`;
  return { reason: 'schema-rule', what, count: 1 };
}

function isUnknownField({ message }: SchemaProblem): boolean {
  return message.startsWith('unknown field ');
}

function findingOf(subject: Subject, problem: SchemaProblem, origin: SchemaOrigin | undefined): Finding {
  const { path, part, suggestion } = problem;
  const at = {
    object: subject.manifest.key,
    path: subject.formatPath(path),
    location: subject.locate(path, part),
  };
  const field = formatPath(path);
  if (isUnknownField(problem)) {
    const help = suggestion === undefined ? 'remove it, or put it where it belongs' : `write ${suggestion}`;
    if (subject.isRamenConfig) {
      const message = `${subject.name} has a key ${field}, which Ramen does not know and silently ignores`;
      return { rule: 'unknown-config-key', severity: 'warning', message, ...at, label: 'unknown key', help };
    }
    if (origin === 'shipped-third-party') {
      const message = `${subject.name} has a field ${field}, which is not in the schema known here`;
      const ask = 'or let --crds or --crds-from-cluster say what your cluster knows';
      const edit = suggestion === undefined ? `remove it, ${ask}` : `${help}, ${ask}`;
      return {
        rule: 'unfamiliar-field',
        severity: 'warning',
        message,
        ...at,
        label: 'unknown field',
        help: edit,
      };
    }
    const message = `${subject.name} has a field ${field}, which the schema does not know`;
    const ramen = `strict decoding error: ${problem.message}`;
    return { rule: 'unknown-field', severity: 'error', message, ...at, label: 'unknown field', ramen, help };
  }
  const words = isSecretValue(subject.manifest, path) ? 'Invalid value: (sensitive)' : problem.message;
  return {
    rule: 'schema-violation',
    severity: 'error',
    message: `${subject.name}: ${field === '' ? '' : `${field}: `}${words}`,
    ...at,
    label: words.startsWith('no matches for kind ')
      ? 'not served'
      : (words.split(':')[0]?.toLowerCase() ?? ''),
    ...helpOf(problem),
  };
}

function helpOf({ help, suggestion }: SchemaProblem): Pick<Finding, 'help'> {
  if (help !== undefined) return { help };
  return suggestion === undefined ? {} : { help: `write ${suggestion}` };
}

/** The server's words repeat the value. */
function isSecretValue({ key }: Manifest, path: FieldPath): boolean {
  return key.kind === 'Secret' && (path[0] === 'data' || path[0] === 'stringData') && path.length > 1;
}
