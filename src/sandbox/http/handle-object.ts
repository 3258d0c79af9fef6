import { isObject } from '../../model/json.ts';
import { admin } from '../access/caller.ts';
import { requirePermission } from '../access/permission.ts';
import type { SandboxApi } from '../api.ts';
import { notFound } from '../store/api-error.ts';
import { applyObject } from '../store/apply-object.ts';
import { deleteObject } from '../store/delete-object.ts';
import { type PatchKind, patchObject } from '../store/patch-object.ts';
import { replaceObject } from '../store/update-object.ts';
import { readObject, type Target } from '../store/write.ts';
import type { ApiAnswer, ApiRequest } from './api-request.ts';
import { readObjectBody, readPatchBody, readYaml } from './body.ts';
import { notAllowed, unsupportedMedia } from './negotiate.ts';
import { deleteOptions, writeOptions } from './options.ts';
import { recordWrite, shown, writtenAnswer } from './written.ts';

/** One object, or its status: GET, PUT, PATCH, DELETE. */
export function handleObject(
  api: SandboxApi,
  request: ApiRequest,
  target: Target,
  isStatus: boolean,
  asTable: boolean,
): ApiAnswer {
  const { resource, namespace, name } = target;
  if (resource.namespaced && namespace === undefined)
    return { type: 'text', code: 404, body: '404 page not found\n' };
  const subresource = isStatus ? ({ subresource: 'status' } as const) : {};
  switch (request.method) {
    case 'GET': {
      const found = readObject(api, target);
      if (found === undefined) throw notFound(resource, name);
      return { type: 'json', code: 200, body: shown(api, request, resource, found, asTable) };
    }
    case 'PUT': {
      const options = { ...writeOptions('UpdateOptions', request.query, request.userAgent), ...subresource };
      const outcome = replaceObject(api, target, readObjectBody(resource, request), options);
      return writtenAnswer(api, request, resource, outcome, 'update', options, asTable);
    }
    case 'PATCH':
      return handlePatch(api, request, target, subresource, asTable);
    case 'DELETE':
      if (isStatus) throw notAllowed(resource, request.method);
      return handleDelete(api, request, target, asTable);
    default:
      throw notAllowed(resource, request.method);
  }
}

const patchTypes = new Map<string, PatchKind | 'apply'>([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
]);

function handlePatch(
  api: SandboxApi,
  request: ApiRequest,
  target: Target,
  subresource: { readonly subresource?: 'status' },
  asTable: boolean,
): ApiAnswer {
  const { resource } = target;
  const kind = patchTypes.get(request.contentType);
  if (kind === undefined || (kind === 'strategic' && !resource.builtIn)) {
    throw unsupportedMedia(
      [...patchTypes.keys()].filter((type) => resource.builtIn || !type.includes('strategic')),
    );
  }
  const isApply = kind === 'apply';
  if (isApply && subresource.subresource === undefined && readObject(api, target) === undefined) {
    const { group, plural } = resource;
    const { namespace, name } = target;
    const place = namespace === undefined ? { name } : { name, namespace };
    requirePermission(api, request.caller ?? admin, { verb: 'create', group, resource: plural, ...place });
  }
  const options = {
    ...writeOptions('PatchOptions', request.query, request.userAgent, isApply),
    ...subresource,
  };
  const outcome = isApply
    ? applyObject(
        api,
        target,
        readYaml(request.body.toString('utf8'), options.validation === 'Strict'),
        options,
      )
    : patchObject(api, target, kind, readPatchBody(request.body), options);
  return writtenAnswer(api, request, resource, outcome, isApply ? 'apply' : 'patch', options, asTable);
}

function handleDelete(api: SandboxApi, request: ApiRequest, target: Target, asTable: boolean): ApiAnswer {
  const { resource, name } = target;
  const options = deleteOptions(request);
  const { gone, object } = deleteObject(api, target, options);
  recordWrite(api, request, resource, object, 'delete', options.dryRun);
  if (!gone) return { type: 'json', code: 200, body: shown(api, request, resource, object, asTable) };
  const uid = isObject(object.metadata) ? (object.metadata.uid ?? '') : '';
  const details = {
    name,
    ...(resource.group === '' ? {} : { group: resource.group }),
    kind: resource.plural,
    uid,
  };
  const body = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details };
  return { type: 'json', code: 200, body };
}
