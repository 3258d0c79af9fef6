import { kindOf } from '../kinds/registry.ts';
import { formatPath } from '../model/field-path.ts';
import type { Finding, NotChecked } from '../model/finding.ts';
import type { Manifest } from '../model/manifest.ts';
import type { SchemaProblem } from '../schema/problem.ts';
import { validateObject } from '../schema/validate.ts';

export interface SchemaJudgement {
  readonly findings: readonly Finding[];
  readonly notChecked: readonly NotChecked[];
}

/** Findings `schema-violation` and `unknown-field`, in the API server's words, for the kinds that ramen-sync knows. */
export function judgeSchemas(manifests: readonly Manifest[]): SchemaJudgement {
  const findings: Finding[] = [];
  const notChecked: NotChecked[] = [];
  for (const manifest of manifests) {
    const { apiVersion, kind } = manifest.key;
    if (kindOf(apiVersion, kind) === undefined) continue;
    const result = validateObject(manifest.object);
    if (!result.checked) notChecked.push({ reason: 'no-schema', what: `${apiVersion} ${kind}`, count: 1 });
    for (const what of result.notChecked) notChecked.push({ reason: 'schema-rule', what, count: 1 });
    findings.push(...result.problems.map((problem) => findingOf(manifest, problem)));
  }
  return { findings, notChecked };
}

function findingOf(manifest: Manifest, problem: SchemaProblem): Finding {
  const { path, part, suggestion } = problem;
  const message = isSecretValue(manifest, problem) ? 'Invalid value: (sensitive)' : problem.message;
  const isUnknown = message.startsWith('unknown field ');
  const { kind, name, namespace } = manifest.key;
  const owner = `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
  const field = formatPath(path);
  return {
    rule: isUnknown ? 'unknown-field' : 'schema-violation',
    severity: 'error',
    message: isUnknown
      ? `${owner} has a field ${field}, which the schema does not know`
      : `${owner}: ${field === '' ? '' : `${field}: `}${message}`,
    object: manifest.key,
    path: field,
    location: manifest.locate(path, part),
    label: isUnknown ? 'unknown field' : firstWords(message),
    ...(isUnknown ? { ramen: `strict decoding error: ${message}` } : {}),
    ...(suggestion === undefined ? {} : { help: `write ${suggestion}` }),
  };
}

/** The server's words repeat the value. */
function isSecretValue({ key }: Manifest, { path }: SchemaProblem): boolean {
  return key.kind === 'Secret' && (path[0] === 'data' || path[0] === 'stringData') && path.length > 1;
}

function firstWords(message: string): string {
  return message.split(':')[0]?.toLowerCase() ?? '';
}
