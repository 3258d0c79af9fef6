import type { FieldPath } from '../model/field-path.ts';
import { canonicalJson, isArray, isObject, type Json } from '../model/json.ts';
import { qualifiedNameFaults } from './names.ts';
import { duplicateValue, invalidValue, requiredValue, type SchemaProblem } from './problem.ts';

/** `allowedTopologies` of a StorageClass. Kubernetes: pkg/apis/storage/validation, validateAllowedTopologies. */
export function topologyProblems(topologies: Json | undefined): readonly SchemaProblem[] {
  if (!isArray(topologies)) return [];
  // The API server compares with a list that begins with empty terms: an empty term is always one too many.
  const seen = new Set(['[]']);
  return topologies.flatMap((term, index) => {
    const path = ['allowedTopologies', index, 'matchLabelExpressions'];
    const expressions =
      isObject(term) && isArray(term.matchLabelExpressions) ? term.matchLabelExpressions : [];
    const identity = identityOf(expressions);
    const isTwice = seen.has(identity);
    seen.add(identity);
    return [
      ...expressionProblems(expressions, path),
      ...(isTwice ? [{ path, part: 'value' as const, message: duplicateValue('') }] : []),
    ];
  });
}

function expressionProblems(expressions: readonly Json[], path: FieldPath): readonly SchemaProblem[] {
  const keys = new Set<string>();
  return expressions.flatMap((expression, index) => {
    const at = [...path, index];
    const [key, values] = partsOf(expression);
    const isTwice = keys.has(key);
    keys.add(key);
    return [
      ...(values.length === 0
        ? [{ path: [...at, 'values'], part: 'key' as const, message: requiredValue }]
        : []),
      ...values.flatMap((value, place) =>
        values.indexOf(value) < place
          ? [{ path: [...at, 'values', place], part: 'value' as const, message: duplicateValue(value) }]
          : [],
      ),
      ...qualifiedNameFaults(key).map((fault) => invalidValue([...at, 'key'], key, fault)),
      ...(isTwice ? [{ path: [...at, 'key'], part: 'value' as const, message: duplicateValue(key) }] : []),
    ];
  });
}

function partsOf(expression: Json): readonly [string, readonly Json[]] {
  const { key, values } = isObject(expression) ? expression : {};
  return [typeof key === 'string' ? key : '', isArray(values) ? values.map((value) => value ?? '') : []];
}

/** Values by key, neither in order. */
function identityOf(expressions: readonly Json[]): string {
  const byKey = new Map(expressions.map(partsOf));
  return canonicalJson([...byKey].map(([key, values]) => [key, [...new Set(values)].sort()]).sort());
}
