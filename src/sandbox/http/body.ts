import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { buildValue, isDuplicateKeyError, readEvents, YamlError } from '../../yaml/yaml-library.ts';
import type { Resource } from '../resources/resource.ts';
import { badRequest } from '../store/api-error.ts';
import type { ApiRequest } from './api-request.ts';
import { unsupportedMedia } from './negotiate.ts';
import { readProtobuf } from './protobuf.ts';

/** The object of a create or a replace, in the media type that the request names. Throws 400 and 415. */
export function readObjectBody(resource: Resource, { contentType, body }: ApiRequest): JsonObject {
  const text = body.toString('utf8');
  if (contentType === 'application/vnd.kubernetes.protobuf' && resource.builtIn)
    return readProtobuf(resource.kind, body);
  if (contentType.includes('yaml')) return readYaml(text, false);
  if (contentType !== '' && contentType !== 'application/json') {
    throw unsupportedMedia(['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']);
  }
  const found = readJson(text);
  if (isObject(found)) return found;
  throw badRequest(
    `the object provided is unrecognized (must be of type ${resource.kind}): couldn't get version/kind; json parse error`,
  );
}

/** Throws 400. */
export function readPatchBody(body: Buffer): Json {
  const found = readJson(body.toString('utf8'));
  if (found === undefined) throw badRequest('error decoding patch: the patch is no JSON');
  return found;
}

/** Undefined where it is no JSON. */
export function readJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
