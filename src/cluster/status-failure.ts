import { ClusterError, type ClusterErrorReason, type FieldConflict } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { compareText } from '../model/finding.ts';
import { isArray, type Json, parseJson } from '../model/json.ts';
import type { Identity } from './credentials.ts';
import type { Failure, Subject } from './failure.ts';
import type { HttpAnswer } from './transport.ts';

/** An answer other than 2xx, by its `Status` object (Kubernetes: apimachinery/pkg/api/errors). */
export function statusFailure(
  answer: HttpAnswer,
  subject: Subject,
  cluster: string,
  identity: Identity,
  now: number,
): Failure {
  const status = parseJson(answer.text) ?? null;
  const conflicts = fieldConflicts(status);
  const reason = reasonOf(answer.status, status, conflicts);
  const seconds = retryAfterSeconds(answer, status, now);
  const error = new ClusterError(wordsFor(reason, answer, status, subject, cluster, identity, conflicts), {
    reason,
    status: answer.status,
    conflicts,
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
  });
  const retry = reason === 'throttled' ? 'always' : reason === 'server' ? 'if-safe' : 'never';
  return {
    error,
    retry,
    ...(seconds === undefined ? {} : { afterMs: seconds * 1000 }),
    ...(reason === 'server' ? { undecided: true } : {}),
  };
}

function reasonOf(code: number, status: Json, conflicts: readonly FieldConflict[]): ClusterErrorReason {
  if (code === 409) {
    if (conflicts.length > 0) return 'field-conflict';
    return getString(status, ['reason']) === 'AlreadyExists' ? 'already-exists' : 'conflict';
  }
  // What server-side apply cannot read comes as 500 without a reason (apimachinery: managedfields/internal).
  if (code === 500 && /^failed to (?:create typed|convert new object) /.test(messageOf(status)))
    return 'invalid';
  const byCode: Record<number, ClusterErrorReason> = {
    400: 'invalid',
    401: 'unauthorized',
    403: 'forbidden',
    404: 'not-found',
    405: 'unsupported',
    406: 'unsupported',
    410: 'expired',
    415: 'unsupported',
    422: 'invalid',
    429: 'throttled',
  };
  return byCode[code] ?? (code >= 500 ? 'server' : 'unknown');
}

/** Sorted, for the server names managers in random order. Causes read `conflict with "kubectl-patch" [with subresource "status"] [using group/v1]`, the field stands beside them. */
function fieldConflicts(status: Json): readonly FieldConflict[] {
  const conflicts = causesOf(status).flatMap((cause) => {
    if (getString(cause, ['reason']) !== 'FieldManagerConflict') return [];
    const message = getString(cause, ['message']) ?? '';
    const manager = /^conflict with ("(?:[^"\\]|\\.)*")/.exec(message)?.[1];
    return [
      {
        manager: manager === undefined ? message : unquote(manager),
        field: getString(cause, ['field']) ?? '',
      },
    ];
  });
  return conflicts.sort((a, b) => compareText(a.field, b.field) || compareText(a.manager, b.manager));
}

/** Go's %q is JSON for all that a manager's name may hold, save \x escapes. */
function unquote(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}

function messageOf(status: Json): string {
  return getString(status, ['message']) ?? '';
}

function causesOf(status: Json): readonly Json[] {
  const causes = getAt(status, ['details', 'causes']);
  return isArray(causes) ? causes : [];
}

/** RFC 9110: `Retry-After` holds seconds, or the time to wait for. */
function retryAfterSeconds(answer: HttpAnswer, status: Json, now: number): number | undefined {
  const header = answer.headers['retry-after']?.trim() ?? '';
  if (/^\d+$/.test(header)) return Number(header);
  const time = Date.parse(header);
  if (!Number.isNaN(time)) return Math.max(0, (time - now) / 1000);
  const detail = getAt(status, ['details', 'retryAfterSeconds']);
  return typeof detail === 'number' ? detail : undefined;
}

function wordsFor(
  reason: ClusterErrorReason,
  answer: HttpAnswer,
  status: Json,
  subject: Subject,
  cluster: string,
  identity: Identity,
  conflicts: readonly FieldConflict[],
): string {
  const said = getString(status, ['message']);
  // A webhook may quote what it was sent, as an address with its password.
  // Priority and fairness answers with a text, no Status.
  const unsaid = reason === 'throttled' ? plainWords.throttled : undefined;
  const server =
    said === undefined
      ? (unsaid ?? `HTTP ${answer.status}`)
      : said.trim().replace(/(\w:\/\/)[^\s"'<>]*@/g, '$1…@');
  const who = `user ${JSON.stringify(identity.user)} of context ${JSON.stringify(identity.context)}`;
  if (reason === 'unauthorized')
    return `${cluster} does not accept the credentials of ${who} (401): ${identity.renewal}`;
  if (reason === 'forbidden') return forbidden(server, subject, cluster, identity, status);
  if (reason === 'field-conflict') {
    const fields = conflicts.map(({ field, manager }) => `${field} (${manager})`).join(', ');
    return `${cluster}: other managers own ${fields} of ${subject.what}`;
  }
  const failed = `${cluster} did not ${subject.verb} ${subject.what}`;
  return `${failed}: ${subject.secret ? (plainWords[reason] ?? fieldsOnly(status, answer.status)) : server}`;
}

/** Of a Secret in our words: an admission webhook may answer with any code, and quote what it was sent. */
const plainWords: Readonly<Partial<Record<ClusterErrorReason, string>>> = {
  conflict: 'it has changed meanwhile',
  'already-exists': 'it exists already',
  'not-found': 'it, or its namespace, is not there',
  throttled: 'the server asks for patience (429)',
};

/** RBAC: `<resource> is forbidden: User "<name>" cannot <verb> resource … `. Other plugins say their own reasons. */
function forbidden(
  server: string,
  subject: Subject,
  cluster: string,
  identity: Identity,
  status: Json,
): string {
  const rbac =
    /User ("[^"]*") cannot (\S+) (?:resource ("[^"]*") in API group "([^"]*)"(.*)|(path .*))$/.exec(server);
  if (rbac === null) {
    // An admission webhook says what it likes, and likes to quote.
    const why = subject.secret ? fieldsOnly(status, 403) : server;
    return `${cluster} did not ${subject.verb} ${subject.what}: ${why}`;
  }
  const [, user, verb, resource, group, where, path] = rbac;
  if (path !== undefined)
    return `${cluster}: user ${user} may not ${verb} ${path}: grant it in a ClusterRole`;
  const name = `${(resource ?? '').slice(1, -1)}${group === '' ? '' : `.${group}`}`;
  return `${cluster}: user ${user} (context ${JSON.stringify(identity.context)}) may not ${verb} ${name}${where}: grant verb "${verb}" on ${name} by RBAC`;
}

function fieldsOnly(status: Json, code: number): string {
  const fields = causesOf(status).flatMap((cause) => {
    const field = getString(cause, ['field']) ?? '';
    const reason = getString(cause, ['reason']) ?? '';
    if (!/^(?:data|stringData|metadata|type|immutable)\b[\w.[\]"'/-]*$/.test(field)) return [];
    return [`${field} (${/^[A-Za-z]+$/.test(reason) ? reason : 'refused'})`];
  });
  const said = /illegal base64 data/.test(messageOf(status)) ? 'a value of data is not base64' : undefined;
  const named = fields.length === 0 ? (said ?? `HTTP ${code}`) : fields.join(', ');
  return `${named}; the server's words are left out because they may quote the Secret's values`;
}
