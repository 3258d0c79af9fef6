import { Agent, request } from 'node:https';
import { getAt, getString } from '../../src/model/field-path.ts';
import { isArray, isObject, type Json } from '../../src/model/json.ts';
import type { Write } from '../../src/schema/problem.ts';
import type { Mutant } from './mutant.ts';

/** What one judge says. */
export interface Verdict {
  readonly accepted: boolean;
  /** Fields that are named, as the API server writes paths. */
  readonly paths: readonly string[];
  /** The object could not be read: the decoder names fields without the indexes of lists and the keys of maps. */
  readonly isUnreadable?: boolean;
  readonly words: string;
  /** Sentence by sentence, without the fields. */
  readonly sentences: readonly string[];
}

export interface ServerJudge {
  ask(mutant: Mutant): Promise<Verdict>;
  close(): void;
}

/** The real one: a strict create, or a strict server-side apply of what is not there, as a dry run. */
export function serverJudge(
  server: { readonly url: string; readonly token: string; readonly certificate: string },
  write: Write = 'create',
): ServerJudge {
  const agent = new Agent({ keepAlive: true, ca: server.certificate, maxSockets: 64 });

  function send(path: string, text: string): Promise<{ readonly status: number; readonly text: string }> {
    const headers = {
      Authorization: `Bearer ${server.token}`,
      'Content-Type': write === 'create' ? 'application/json' : 'application/apply-patch+yaml',
      Accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
      'Content-Length': String(Buffer.byteLength(text)),
    };
    return new Promise((resolve, reject) => {
      request(`${server.url}${path}`, { method: write === 'create' ? 'POST' : 'PATCH', headers, agent })
        .once('error', reject)
        .once('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
          );
        })
        .end(text);
    });
  }

  return {
    async ask(mutant) {
      const place = write === 'create' ? '' : `/${encodeURIComponent(nameOf(mutant))}`;
      const query = `dryRun=All&fieldValidation=Strict${write === 'create' ? '' : '&fieldManager=differential'}`;
      const answer = await send(`${endpoint(mutant)}${place}?${query}`, mutant.text);
      // A name that is taken was judged before the store was asked.
      if (answer.status === 200 || answer.status === 201 || answer.status === 409)
        return { accepted: true, paths: [], words: '', sentences: [] };
      if (answer.status === 500 && write === 'apply') return verdictOf(JSON.parse(answer.text));
      if (answer.status === 429 || answer.status >= 500 || answer.status === 0)
        throw new Error(`the server answered ${answer.status}: ${answer.text.slice(0, 500)}`);
      return verdictOf(JSON.parse(answer.text));
    },
    close: () => agent.destroy(),
  };
}

/**
 * An apply needs a name in its address. What nobody applies is left out: a status, and metadata that only the server sets,
 * which it reads by other rules then; and what its body, which is read as YAML, cannot say.
 */
export function canBeApplied(mutant: Mutant): boolean {
  const object: Json = JSON.parse(mutant.text);
  const metadata = getAt(object, ['metadata']);
  const isOfServer = isObject(metadata) && Object.keys(metadata).some((key) => serverFields.has(key));
  const name = nameOf(mutant);
  const fits = name !== '' && name !== '.' && name !== '..' && !/[/%]/.test(name);
  const isYaml = !/\\ud83d|1e400/.test(mutant.text);
  return fits && isYaml && !isOfServer && getAt(object, ['status']) === undefined;
}

const serverFields = new Set([
  'uid',
  'resourceVersion',
  'selfLink',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
]);

function nameOf({ text }: Mutant): string {
  return getString(JSON.parse(text), ['metadata', 'name']) ?? '';
}

/** Where kubectl would send it. */
function endpoint({ subject, text }: Mutant): string {
  const { group, version, plural, namespaced } = subject;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  if (!namespaced) return `${root}/${plural}`;
  const namespace = getString(JSON.parse(text), ['metadata', 'namespace']) ?? '';
  return `${root}/namespaces/${encodeURIComponent(namespace === '' ? 'default' : namespace)}/${plural}`;
}

function verdictOf(status: Json): Verdict {
  const words = getString(status, ['message']) ?? JSON.stringify(status);
  const isUnreadable = getAt(status, ['code']) === 400 && words.includes('json: cannot unmarshal');
  return {
    accepted: false,
    paths: [...new Set([...causesOf(status, 'field'), ...pathsIn(words, getAt(status, ['code']))])],
    ...(isUnreadable ? { isUnreadable } : {}),
    words,
    sentences: [
      ...causesOf(status, 'message'),
      ...(words.match(/(?:unknown|duplicate) field "[^"]*"/g) ?? []),
    ],
  };
}

function causesOf(status: Json, key: 'field' | 'message'): readonly string[] {
  const causes = getAt(status, ['details', 'causes']);
  if (!isArray(causes)) return [];
  return causes.flatMap((cause) => {
    const text = isObject(cause) && cause.field !== '<nil>' ? cause[key] : undefined;
    return typeof text === 'string' ? [text] : [];
  });
}

/** Errors of the decoder name their fields in the text only. */
function pathsIn(words: string, code: Json | undefined): readonly string[] {
  if (code === 404) return ['metadata.namespace'];
  if (code !== 400) return [];
  // Of an object inside another the decoder says where it stands.
  const inner = /cannot be handled as an? \w+: ([^ ]+): Invalid value/.exec(words)?.[1];
  if (inner !== undefined) return [inner];
  const strict = [...words.matchAll(/(?:unknown|duplicate) field "([^"]*)"/g)].map((match) => match[1] ?? '');
  const typed = [...words.matchAll(/Go struct field (\w*)\.([^ ]*) of type/g)].map(
    ([, type = '', path = '']) =>
      metaTypes.has(type) && !path.startsWith('metadata.') ? `metadata.${path}` : path,
  );
  return [...strict, ...typed];
}

/** Custom resources have their metadata decoded apart. */
const metaTypes = new Set(['ObjectMeta', 'OwnerReference', 'ManagedFieldsEntry']);
