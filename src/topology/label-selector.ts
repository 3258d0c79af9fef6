import { getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';

type Labels = { readonly [key: string]: Json };

/** As Kubernetes judges a LabelSelector: an empty one matches everything (apimachinery, LabelSelectorAsSelector). */
export function selects(selector: Json | undefined, labels: Labels): boolean {
  const wanted = getAt(selector, ['matchLabels']);
  const same = Object.entries(isObject(wanted) ? wanted : {}).every(([key, value]) => labels[key] === value);
  const expressions = getAt(selector, ['matchExpressions']);
  return same && (isArray(expressions) ? expressions : []).every((expression) => holds(expression, labels));
}

function holds(expression: Json, labels: Labels): boolean {
  const { key, operator, values } = isObject(expression) ? expression : {};
  const value = typeof key === 'string' ? labels[key] : undefined;
  const isListed = isArray(values) && value !== undefined && values.includes(value);
  if (operator === 'In') return isListed;
  if (operator === 'NotIn') return !isListed;
  return operator === 'Exists' ? value !== undefined : value === undefined;
}
