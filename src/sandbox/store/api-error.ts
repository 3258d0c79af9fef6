import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { kindName, type Resource, resourceName } from '../resources/resource.ts';

/** A failure as the API answers it: a `Status` object. */
export class ApiError extends Error {
  status: JsonObject;
  readonly code: number;
  /** What the decoder had to say before. */
  warnings: readonly string[] = [];
  constructor(code: number, reason: string | undefined, message: string, details?: JsonObject) {
    super(message);
    this.code = code;
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === undefined ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

/** Runs what a decoded object goes through; a refusal carries the decoder's warnings too. */
export function warning<T>(warnings: readonly string[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ApiError) error.warnings = [...warnings, ...error.warnings];
    throw error;
  }
}

/** One reason why an object is invalid, as in `Status.details.causes`. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

export function notFound(resource: Resource, name: string): ApiError {
  const details = detailsOf(resource, name);
  return new ApiError(
    404,
    'NotFound',
    `${resourceName(resource)} ${JSON.stringify(name)} not found`,
    details,
  );
}

export function alreadyExists(resource: Resource, object: JsonObject, isDying: boolean): ApiError {
  const [name, prefix] = ['name', 'generateName'].map((key) => getString(object, ['metadata', key]) ?? '');
  const isGenerated = prefix !== '';
  const message = [
    isDying ? 'object is being deleted: ' : '',
    `${resourceName(resource)} ${JSON.stringify(name)} already exists`,
    isGenerated ? ', the server was not able to generate a unique name for the object' : '',
  ].join('');
  const details = detailsOf(resource, name ?? '');
  return new ApiError(
    409,
    'AlreadyExists',
    message,
    isGenerated ? { ...details, retryAfterSeconds: 1 } : details,
  );
}

export function badRequest(message: string): ApiError {
  return new ApiError(400, 'BadRequest', message);
}

/** A version that the server has not reached. */
export function tooLarge(version: string, current: number): ApiError {
  const message = 'Too large resource version';
  return new ApiError(504, 'Timeout', `Timeout: ${message}: ${version}, current: ${current}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message }],
    retryAfterSeconds: 1,
  });
}

export function staleVersion(resource: Resource, name: string): ApiError {
  return conflict(
    resource,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function conflict(resource: Resource, name: string, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${resourceName(resource)} ${JSON.stringify(name)}: ${why}`;
  return new ApiError(409, 'Conflict', message, detailsOf(resource, name));
}

/** A delete whose preconditions do not hold; names the kind where other conflicts name the resource. */
export function preconditionFailed(resource: Resource, name: string, why: string): ApiError {
  const message = `Operation cannot be fulfilled on ${kindName(resource)} ${JSON.stringify(name)}: ${why}`;
  return new ApiError(409, 'Conflict', message, { ...detailsOf(resource, name), kind: resource.kind });
}

export function invalid(resource: Resource, name: string, causes: readonly Cause[]): ApiError {
  return invalidAs(kindName(resource), { ...detailsOf(resource, name), kind: resource.kind }, name, causes);
}

/** As `invalid`, for checks that name the resource instead of the kind. */
export function invalidResource(resource: Resource, name: string, causes: readonly Cause[]): ApiError {
  return invalidAs(resourceName(resource), detailsOf(resource, name), name, causes);
}

export function invalidOptions(kind: string, causes: readonly Cause[]): ApiError {
  return invalidAs(`${kind}.meta.k8s.io`, { group: 'meta.k8s.io', kind }, '', causes);
}

/** What a JSON or merge patch made of an object cannot be read. */
export function invalidPatch(patched: string, why: string): ApiError {
  const message = `Invalid value: ${JSON.stringify(patched)}: ${why}`;
  return invalidAs('', {}, '', [{ reason: 'FieldValueInvalid', message, field: 'patch' }]);
}

function invalidAs(subject: string, details: JsonObject, name: string, causes: readonly Cause[]): ApiError {
  const texts = [
    ...new Set(
      causes.map((cause) => (cause.field === '' ? cause.message : `${cause.field}: ${cause.message}`)),
    ),
  ];
  const text = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const message = `${subject} ${JSON.stringify(name)} is invalid: ${text}`;
  return new ApiError(422, 'Invalid', message, { ...details, causes: causes.map((cause) => ({ ...cause })) });
}

function detailsOf(resource: Resource, name: string): JsonObject {
  return {
    ...(name === '' ? {} : { name }),
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
  };
}
