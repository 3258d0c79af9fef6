import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Json } from '../../src/model/json.ts';
import type { Hub, HubAnswer, HubRequest } from '../laws/interleavings/hub.ts';

/** A real API server as the interleavings ask it. */
export function realHub(url: string, token: string, certificate: string): Hub & { close(): void } {
  const agent = new Agent({ keepAlive: true, ca: certificate });
  const once = ({ method, path, type, accept, userAgent, body }: HubRequest): Promise<HubAnswer> =>
    new Promise((resolve, reject) => {
      const headers = {
        accept: accept ?? 'application/json',
        authorization: `Bearer ${token}`,
        'user-agent': userAgent ?? 'kubectl/v1.35',
        ...(type === undefined ? {} : { 'content-type': type }),
      };
      const sent = request(new URL(path, url), { method, headers, agent }, (response) => {
        text(response).then((answer) => {
          resolve({ code: response.statusCode ?? 0, json: parse(answer) });
        }, reject);
      });
      sent.on('error', reject);
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    send: async (asked) => {
      for (;;) {
        const answer = await once(asked);
        // A kind whose CRD is young is not stored yet.
        if (answer.code !== 429) return answer;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    },
    close: () => agent.destroy(),
  };
}

function parse(answer: string): Json {
  try {
    return JSON.parse(answer) as Json;
  } catch {
    return { message: answer };
  }
}
