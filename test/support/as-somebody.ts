import { request as plainRequest } from 'node:http';
import { request } from 'node:https';
import type { JsonObject } from '../../src/model/json.ts';

/** An API server, real or not. */
export interface ApiUnderTest {
  readonly kubeconfig: string;
  readonly url: string;
  readonly token: string;
  readonly certificate?: string;
}

/** Somebody else's write, under a field manager of their own; a PATCH is a merge patch. Throws where it is refused. */
export function asSomebody(
  api: ApiUnderTest,
  manager: string,
  method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body: JsonObject,
): Promise<void> {
  const url = new URL(`${api.url}${path}?fieldManager=${manager}`);
  const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
  const headers = { authorization: `Bearer ${api.token}`, 'content-type': type };
  const options = { method, headers, ...(api.certificate === undefined ? {} : { ca: api.certificate }) };
  return new Promise((resolve, reject) => {
    const sent = (url.protocol === 'http:' ? plainRequest : request)(url, options, (response) => {
      response.resume();
      if ((response.statusCode ?? 500) < 300) response.once('end', resolve);
      else reject(new Error(`${method} ${url.pathname}: ${response.statusCode}`));
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });
}
