import { type Resource, resourceName } from '../resources/resource.ts';
import { ApiError } from '../store/api-error.ts';

/** True where a table was asked for. Throws 406 where nothing that was asked for is served. */
export function negotiate(accept: string): boolean {
  if (accept.trim() === '') return false;
  for (const part of accept.split(',').map((each) => each.trim().replaceAll(' ', ''))) {
    const [type = '', ...parameters] = part.split(';');
    if (!['application/json', 'application/*', '*/*'].includes(type)) continue;
    const as = parameters.find((each) => each.startsWith('as='));
    if (as === undefined) return false;
    if (as === 'as=Table' && parameters.includes('v=v1')) return true;
  }
  throw new ApiError(406, 'NotAcceptable', 'only the following media types are accepted: application/json');
}

export function notAllowed(resource: Resource, method: string): ApiError {
  const verb = method === 'POST' ? 'create' : method.toLowerCase();
  const message = `${verb} is not supported on resources of kind ${JSON.stringify(resourceName(resource))}`;
  return new ApiError(405, 'MethodNotAllowed', message, { group: resource.group, kind: resource.plural });
}

export function unsupportedMedia(types: readonly string[]): ApiError {
  return new ApiError(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${types.join(', ')}`,
  );
}
