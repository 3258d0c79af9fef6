import { isObject, type Json } from '../../model/json.ts';
import { ApiError, type Cause, invalidOptions } from '../store/api-error.ts';
import type { DeleteOptions } from '../store/delete-object.ts';
import type { WriteOptions } from '../store/write.ts';
import type { ApiRequest } from './api-request.ts';
import { readJson } from './body.ts';

/**
 * The query parameters of a write. Throws the 422 of the options' own kind.
 * Kubernetes: apimachinery, meta/v1/validation.
 */
export function writeOptions(
  kind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
  query: URLSearchParams,
  userAgent: string,
  isApply = false,
): WriteOptions {
  const dryRun = query.getAll('dryRun');
  const validation = query.get('fieldValidation') ?? '';
  const manager = query.get('fieldManager') ?? '';
  const force = query.get('force');
  const causes: Cause[] = [];
  if (isApply && manager === '') causes.push(required('fieldManager', 'is required for apply patch'));
  if (kind === 'PatchOptions' && !isApply && force !== null) {
    causes.push({
      reason: 'FieldValueForbidden',
      message: 'Forbidden: may not be specified for non-apply patch',
      field: 'force',
    });
  }
  if (dryRun.some((value) => value !== 'All')) causes.push(unsupported('dryRun', dryRun, ['All']));
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(validation)) {
    causes.push(unsupported('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']));
  }
  if (causes.length > 0) throw invalidOptions(kind, causes);
  return {
    manager: manager === '' ? (userAgent.split('/')[0] ?? '') : manager,
    dryRun: dryRun.length > 0,
    validation: validation === 'Strict' || validation === 'Ignore' ? validation : 'Warn',
    force: force === 'true' || force === '1',
  };
}

/** Preconditions and dry run of a DELETE: from its body, and only without one from the query. */
export function deleteOptions({ body, query }: ApiRequest): DeleteOptions {
  const read = readJson(body.toString('utf8'));
  const stated = isObject(read) ? read : {};
  const preconditions = isObject(stated.preconditions) ? stated.preconditions : {};
  const inBody = Array.isArray(stated.dryRun) ? stated.dryRun : [];
  const dryRun = body.length > 0 ? inBody : query.getAll('dryRun');
  if (dryRun.some((value) => value !== 'All')) {
    const message = `Unsupported value: ${JSON.stringify(dryRun)}: supported values: "All"`;
    throw invalidOptions('DeleteOptions', [{ reason: 'FieldValueNotSupported', message, field: 'dryRun' }]);
  }
  checkPropagation(
    body.length > 0 ? stated.propagationPolicy : (query.get('propagationPolicy') ?? undefined),
  );
  const { uid, resourceVersion } = preconditions;
  return {
    dryRun: dryRun.length > 0,
    ...(typeof uid === 'string' ? { uid } : {}),
    ...(typeof resourceVersion === 'string' ? { resourceVersion } : {}),
  };
}

function checkPropagation(policy: Json | undefined): void {
  if (policy === undefined || policy === null || policy === 'Background') return;
  if (policy === 'Foreground' || policy === 'Orphan') {
    const message = `no garbage collector here: propagationPolicy ${policy} cannot be carried out`;
    throw new ApiError(501, 'NotImplemented', message);
  }
  const known = ['Foreground', 'Background', 'Orphan', 'nil'];
  throw invalidOptions('DeleteOptions', [unsupported('propagationPolicy', String(policy), known)]);
}

function required(field: string, why: string): Cause {
  return { reason: 'FieldValueRequired', message: `Required value: ${why}`, field };
}

function unsupported(field: string, value: string | readonly string[], known: readonly string[]): Cause {
  const list = known.map((each) => JSON.stringify(each)).join(', ');
  return {
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${list}`,
    field,
  };
}
