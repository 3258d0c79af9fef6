import type { FieldPath } from '../model/field-path.ts';
import { isUnder } from '../model/field-path.ts';
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { evaluateCel, toCel } from './cel.ts';
import { type SchemaProblem, serverPath } from './problem.ts';
import type { ShapeResult } from './shape-problems.ts';
import { strategyOf } from './strategy.ts';
import { childSchema, listMapKeys, type StructuralSchema, type ValidationRule } from './structural.ts';

/**
 * `x-kubernetes-validations`: on create the rules without `oldSelf`; with an old object the transition rules too, where
 * old and new value can be told to be the same field (never inside an atomic list or map). Nothing is evaluated on
 * values that have other faults: the API server does not do so either.
 */
export function ruleProblems(
  object: JsonObject,
  old: JsonObject | undefined,
  schema: StructuralSchema,
  faults: readonly SchemaProblem[],
): ShapeResult {
  const sink: Sink = { problems: [], notChecked: [], faults };
  visit({ value: object, old, schema, path: [] }, sink);
  return sink;
}

interface Sink {
  readonly problems: SchemaProblem[];
  readonly notChecked: string[];
  readonly faults: readonly SchemaProblem[];
}

interface Node {
  readonly value: Json;
  readonly old: Json | undefined;
  readonly schema: StructuralSchema;
  readonly path: FieldPath;
}

function visit(node: Node, sink: Sink): void {
  const { value, schema, path } = node;
  const rules = schema['x-kubernetes-validations'] ?? [];
  if (rules.length > 0 && value !== null && !sink.faults.some((fault) => isFaultOf(fault, path))) {
    for (const rule of rules) evaluate(rule, node, sink);
  }
  if (isObject(value)) visitMap(value, node, sink);
  else if (isArray(value)) visitList(value, node, sink);
}

/** What keeps the API server from evaluating rules: not values that are merely wrong, nor fields that it does not know. */
function isFaultOf(fault: SchemaProblem, path: FieldPath): boolean {
  return isUnder(fault.path, path) && blocking.test(fault.message);
}

const blocking = /^(?:Required value|Unsupported value|Too long|Too many|json: )| in body must be of type /;

function visitMap(value: JsonObject, node: Node, sink: Sink): void {
  const correlates = strategyOf(node.schema) === 'granular' && isObject(node.old);
  for (const [key, child] of Object.entries(value)) {
    const schema = childSchema(node.schema, key);
    const old = correlates && isObject(node.old) ? node.old[key] : undefined;
    if (schema !== undefined) visit({ value: child, old, schema, path: [...node.path, key] }, sink);
  }
}

function visitList(value: readonly Json[], node: Node, sink: Sink): void {
  const { items } = node.schema;
  if (items === undefined) return;
  const keys = listMapKeys(node.schema);
  const before = keys !== undefined && isArray(node.old) ? node.old : [];
  value.forEach((item, index) => {
    const old = before.find((other) => keys !== undefined && keyText(other, keys) === keyText(item, keys));
    visit({ value: item, old, schema: items, path: [...node.path, index] }, sink);
  });
}

function keyText(item: Json, keys: readonly string[]): string | undefined {
  return isObject(item) ? canonicalJson(keys.map((key) => item[key] ?? null)) : undefined;
}

function evaluate(rule: ValidationRule, node: Node, sink: Sink): void {
  const isTransition = /\boldSelf\b/.test(rule.rule);
  if (isTransition && node.old === undefined) {
    if (rule.optionalOldSelf === true) sink.notChecked.push(notEvaluated(rule, node, 'optionalOldSelf'));
    return;
  }
  const variables = {
    self: toCel(node.value, node.schema),
    ...(node.old === undefined ? {} : { oldSelf: toCel(node.old, node.schema) }),
  };
  const outcome = evaluateCel(rule.rule, variables);
  if (outcome.ok && outcome.value !== true) sink.problems.push(ruleProblem(rule, node, variables));
  else if (!outcome.ok && !outcome.fails) sink.notChecked.push(notEvaluated(rule, node, outcome.why));
  else if (!outcome.ok) {
    const why = `${outcome.why} evaluating rule: ${rule.message ?? rule.rule}`;
    sink.problems.push({
      path: node.path,
      part: 'value',
      message: `Invalid value: ${JSON.stringify(node.schema.type ?? 'object')}: ${why}`,
    });
  }
}

function notEvaluated(rule: ValidationRule, node: Node, why: string): string {
  return `rule of ${serverPath(node.path) || 'the object'} could not be evaluated: ${rule.rule} (${why})`;
}

function ruleProblem(
  rule: ValidationRule,
  node: Node,
  variables: Readonly<Record<string, unknown>>,
): SchemaProblem {
  const text = messageOf(rule, variables);
  const suffix = (rule.fieldPath ?? '').split('.').filter((key) => key !== '');
  const isScalar = !isObject(node.value) && !isArray(node.value);
  const shown = isScalar ? `${JSON.stringify(node.value)}: ` : '';
  const message =
    rule.reason === 'FieldValueForbidden' ? `Forbidden: ${text}` : `Invalid value: ${shown}${text}`;
  return { path: [...node.path, ...suffix], part: 'value', message };
}

function messageOf(rule: ValidationRule, variables: Readonly<Record<string, unknown>>): string {
  if (rule.messageExpression !== undefined) {
    const outcome = evaluateCel(rule.messageExpression, variables);
    if (outcome.ok && typeof outcome.value === 'string' && outcome.value.trim() !== '') return outcome.value;
  }
  return rule.message ?? `failed rule: ${rule.rule}`;
}
