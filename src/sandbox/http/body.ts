import { isObject, type JsonObject } from '../../model/json.ts';
import { buildValue, isDuplicateKeyError, readEvents, YamlError } from '../../yaml/yaml-library.ts';
import { badRequest } from '../store/api-error.ts';

/** A JSON object. Throws SyntaxError. */
export function readBody(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new SyntaxError('not an object');
  return value;
}

/** One YAML document (JSON is YAML); with `strict`, a key that stands twice is refused. Throws 400. */
export function readYaml(text: string, strict: boolean): JsonObject {
  const value = readValue(text, strict);
  if (isObject(value)) return value;
  throw badRequest(
    'error decoding YAML: error unmarshaling JSON: json: cannot unmarshal into Go value of type map[string]interface {}',
  );
}

function readValue(text: string, strict: boolean): unknown {
  try {
    return buildValue(text, readEvents(text), !strict);
  } catch (error) {
    if (isDuplicateKeyError(error)) {
      throw badRequest(`error strict decoding YAML: error converting YAML to JSON: yaml: ${String(error)}`);
    }
    if (error instanceof YamlError) {
      throw badRequest(`error decoding YAML: error converting YAML to JSON: yaml: ${error.message}`);
    }
    throw error;
  }
}
