import { type FieldPath, getAt } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { requiredValue, type SchemaProblem, typeName } from './problem.ts';

const subdomain = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*';
const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const qualified = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';

/** Kubernetes: apimachinery/pkg/util/validation. */
const words = {
  subdomain: `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${subdomain}')`,
  label: `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${label}')`,
  qualified: `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${qualified}')`,
  labelValue: `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${labelValue}')`,
};

/** Kinds that stand in no cluster and may do without a name. */
const nameless = new Set(['RamenConfig', 'Config']);

/** Name, namespace, labels and annotations, which every kind has. */
export function metadataProblems(object: JsonObject): readonly SchemaProblem[] {
  const metadata = getAt(object, ['metadata']);
  const kind = typeof object.kind === 'string' ? object.kind : '';
  if (!isObject(metadata)) return nameless.has(kind) || metadata !== undefined ? [] : [missingName()];
  return [
    ...nameProblems(metadata, kind),
    ...namespaceProblems(metadata),
    ...keyValueProblems(metadata.labels, 'labels'),
    ...keyValueProblems(metadata.annotations, 'annotations'),
  ];
}

function missingName(): SchemaProblem {
  return {
    path: ['metadata', 'name'],
    part: 'key',
    message: `${requiredValue}: name or generateName is required`,
  };
}

function nameProblems(metadata: JsonObject, kind: string): readonly SchemaProblem[] {
  const { name } = metadata;
  if (name === undefined || name === '') {
    return nameless.has(kind) || typeof metadata.generateName === 'string' ? [] : [missingName()];
  }
  if (typeof name !== 'string') return [];
  const path = ['metadata', 'name'];
  if (name.length > 253) return [invalid(path, name, 'must be no more than 253 characters')];
  if (kind === 'Namespace' && name.includes('.')) return [invalid(path, name, 'must not contain dots')];
  return matches(subdomain, name) ? [] : [invalid(path, name, words.subdomain)];
}

function namespaceProblems(metadata: JsonObject): readonly SchemaProblem[] {
  const { namespace } = metadata;
  if (typeof namespace !== 'string' || namespace === '' || matches(label, namespace)) return [];
  return [invalid(['metadata', 'namespace'], namespace, words.label)];
}

function keyValueProblems(map: Json | undefined, field: 'labels' | 'annotations'): readonly SchemaProblem[] {
  if (!isObject(map)) return [];
  return Object.entries(map).flatMap(([key, value]) => {
    const path = ['metadata', field, key];
    const fault = keyFault(key);
    const problems = fault === undefined ? [] : [{ ...invalid(path, key, fault), part: 'key' as const }];
    return [
      ...problems,
      ...(field === 'labels' ? labelValueProblems(path, value) : annotationProblems(path, value)),
    ];
  });
}

function keyFault(key: string): string | undefined {
  const slash = key.indexOf('/');
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  const name = key.slice(slash + 1);
  if (prefix === '') return 'prefix part must be non-empty';
  if (prefix !== undefined && !matches(subdomain, prefix.toLowerCase()))
    return `prefix part ${words.subdomain}`;
  if (name === '') return 'name part must be non-empty';
  if (name.length > 63) return 'name part must be no more than 63 bytes';
  return matches(qualified, name) ? undefined : words.qualified;
}

function labelValueProblems(path: FieldPath, value: Json): readonly SchemaProblem[] {
  if (typeof value !== 'string') return annotationProblems(path, value);
  if (value.length > 63) return [invalid(path, value, 'must be no more than 63 bytes')];
  return matches(labelValue, value) ? [] : [invalid(path, value, words.labelValue)];
}

/** The decoder's words: metadata is typed, whatever the kind. */
function annotationProblems(path: FieldPath, value: Json): readonly SchemaProblem[] {
  if (typeof value === 'string' || value === null) return [];
  const type = { integer: 'number', boolean: 'bool' }[typeName(value)] ?? typeName(value);
  const message = `json: cannot unmarshal ${type} into Go struct field ObjectMeta.metadata.${path[1]} of type string`;
  return [{ path, part: 'value', message }];
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^(${pattern})$`).test(text);
}

function invalid(path: FieldPath, value: string, why: string): SchemaProblem {
  return { path, part: 'value', message: `Invalid value: ${JSON.stringify(value)}: ${why}` };
}
