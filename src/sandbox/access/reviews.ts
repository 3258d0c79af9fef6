import { isObject, type JsonObject } from '../../model/json.ts';
import { ApiError, badRequest } from '../store/api-error.ts';
import type { Room } from '../store/write.ts';
import { type Action, authorize, type Decision, rulesFor } from './authorize.ts';
import type { Caller } from './caller.ts';

/** A kind that is asked and never stored. */
export interface Review {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
}

export const reviews: readonly Review[] = [
  ...['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'].map((kind) =>
    reviewOf('authorization.k8s.io', kind),
  ),
  reviewOf('authentication.k8s.io', 'SelfSubjectReview'),
];

function reviewOf(group: string, kind: string): Review {
  return { group, kind, plural: `${kind.toLowerCase()}s` };
}

/** Kubernetes: pkg/registry/authorization. */
export function answerReview(
  room: Room,
  caller: Caller,
  { group, kind }: Review,
  body: JsonObject,
): JsonObject {
  const typed = { kind, apiVersion: `${group}/v1`, metadata: {} };
  const spec = isObject(body.spec) ? body.spec : {};
  switch (kind) {
    case 'SelfSubjectAccessReview':
      return { ...typed, spec, status: statusOf(judge(room, caller, spec)) };
    case 'SubjectAccessReview': {
      const groups = Array.isArray(spec.groups) ? spec.groups.map(String) : [];
      return {
        ...typed,
        spec,
        status: statusOf(judge(room, { name: String(spec.user ?? ''), groups }, spec)),
      };
    }
    case 'SelfSubjectRulesReview': {
      if (typeof spec.namespace !== 'string' || spec.namespace === '')
        throw badRequest('no namespace on request');
      const resourceRules = [...askRules, ...rulesFor(room, caller, spec.namespace)];
      return { ...typed, spec: {}, status: { resourceRules, nonResourceRules, incomplete: false } };
    }
    default:
      return { ...typed, status: { userInfo: { username: caller.name, groups: [...caller.groups] } } };
  }
}

const askRules: readonly JsonObject[] = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
];

const paths = ['/api', '/apis', '/healthz', '/livez', '/openapi', '/readyz', '/version'];
const nonResourceRules: readonly JsonObject[] = [
  { verbs: ['get'], nonResourceURLs: paths.flatMap((path) => [path, `${path}/*`]) },
];

function judge(room: Room, caller: Caller, spec: JsonObject): Decision {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (isObject(resourceAttributes)) return authorize(room, caller, actionOf(resourceAttributes));
  if (!isObject(nonResourceAttributes)) throw neither();
  const { verb, path } = nonResourceAttributes;
  const isServed = paths.some((each) => path === each || String(path).startsWith(`${each}/`));
  return { allowed: caller.groups.includes('system:masters') || (verb === 'get' && isServed) };
}

function actionOf(attributes: JsonObject): Action {
  const text = (key: string): string => String(attributes[key] ?? '');
  const optional = (key: string): Record<string, string> => (text(key) === '' ? {} : { [key]: text(key) });
  return {
    verb: text('verb'),
    group: text('group'),
    resource: text('resource'),
    ...optional('subresource'),
    ...optional('namespace'),
    ...optional('name'),
  };
}

function statusOf({ allowed, reason }: Decision): JsonObject {
  return { allowed, ...(reason === undefined ? {} : { reason }) };
}

function neither(): ApiError {
  const field = 'spec.resourceAttributes';
  const message =
    'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified';
  return new ApiError(422, 'Invalid', `.authorization.k8s.io "" is invalid: ${field}: ${message}`, {
    group: 'authorization.k8s.io',
    causes: [{ reason: 'FieldValueInvalid', message, field }],
  });
}
