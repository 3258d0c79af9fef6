import { type FieldPath, getAt } from '../../model/field-path.ts';
import { isArray, type Json, type JsonObject } from '../../model/json.ts';
import { type SchemaProblem, serverPath } from '../../schema/problem.ts';
import { childSchema, type StructuralSchema } from '../../schema/structural.ts';

/**
 * Where the server's words for a wrong type are not those of lint: a text with a format is judged by the format alone; a
 * choice, and an item of a list-map, is refused twice.
 * Kubernetes: kube-openapi, validation/validate/formats.go; apiextensions-apiserver, schema/listtype/validation.go.
 */
export function asServerSays(
  schema: StructuralSchema,
  object: JsonObject,
  problem: SchemaProblem,
): readonly SchemaProblem[] {
  // Said below, in the server's words for the value.
  if (problem.message.endsWith(noMap)) return [];
  if (!/ in body must be of type \S+: /.test(problem.message)) return [problem];
  const { path } = problem;
  const value = getAt(object, path) ?? null;
  const { format, enum: choices, ...rest } = schemaAt(schema, path) ?? {};
  if (rest['x-kubernetes-int-or-string'] === true && 'anyOf' in rest) return ofEither(problem);
  if (choices !== undefined) {
    const known = choices.map((choice) => JSON.stringify(choice)).join(', ');
    const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${known}`;
    return [problem, { path, part: 'value', message }];
  }
  if (format !== undefined && value !== null && / must be of type string: /.test(problem.message)) {
    // Any list passes.
    if (isArray(value)) return [];
    return [{ ...problem, message: formatWords(problem.message, format, value) }];
  }
  const list = schemaAt(schema, path.slice(0, -1));
  if (list?.['x-kubernetes-list-type'] !== 'map' || value === null) return [problem];
  const message = `Invalid value: ${JSON.stringify(value)}: ${noMap}`;
  return [problem, { ...problem, message }];
}

const noMap = 'must be an object for an array of list-type map';

/** Of each list one such item is named. */
export function oncePerList(problems: readonly SchemaProblem[]): readonly SchemaProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ path, message }) => {
    if (!message.endsWith(noMap)) return true;
    const list = serverPath(path.slice(0, -1));
    const isFirst = !seen.has(list);
    seen.add(list);
    return isFirst;
  });
}

/** Integer or text: the server says what both are, what the nearer is, and that it is neither. */
function ofEither(problem: SchemaProblem): readonly SchemaProblem[] {
  const where = / (\S+) in body /.exec(problem.message)?.[1] ?? '';
  const neither = `Invalid value: "": ${JSON.stringify(where)} must validate at least one schema (anyOf)`;
  const nearer = problem.message.replace('of type integer,string:', 'of type integer:');
  return [problem, { ...problem, message: nearer }, { ...problem, path: ['<nil>'], message: neither }];
}

function formatWords(message: string, format: string, value: Json): string {
  const type = typeof value === 'number' ? (Number.isInteger(value) ? 'int64' : 'float64') : '';
  const where = / (\S+) in body /.exec(message)?.[1] ?? '';
  return `Invalid value: "${type}": ${where} in body must be of type ${format}: "${type}"`;
}

function schemaAt(schema: StructuralSchema, path: FieldPath): StructuralSchema | undefined {
  return path.reduce<StructuralSchema | undefined>(
    (at, step) =>
      at === undefined ? undefined : typeof step === 'number' ? at.items : childSchema(at, step),
    schema,
  );
}
