import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface StandInComment {
  readonly id: number;
  readonly login: string;
  body: string;
}

/** An answer to give in the place of the true one, once. */
export interface Trouble {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message: string;
}

/** GitHub's REST API as far as comments go: it refuses what GitHub refuses, in its words and shapes. */
export interface GithubStandIn {
  readonly url: string;
  readonly comments: StandInComment[];
  /** `POST /repos/acme/dr/issues/7/comments`, in the order of arrival. */
  readonly requests: string[];
  readonly trouble: Trouble[];
  close(): Promise<void>;
}

/** A workflow's own token cannot ask who it is; `fork` is what a pull request from a fork gets: read only. */
export const tokens = { workflow: 'ghs_workflow', fork: 'ghs_fork', person: 'ghp_person' } as const;
const logins: Readonly<Record<string, string>> = {
  [tokens.workflow]: 'github-actions[bot]',
  [tokens.fork]: 'github-actions[bot]',
  [tokens.person]: 'octocat',
};

export async function startGithub(): Promise<GithubStandIn> {
  const comments: StandInComment[] = [];
  const requests: string[] = [];
  const trouble: Trouble[] = [];
  const server = createServer((request, response) => {
    read(request).then((text) => {
      requests.push(`${request.method} ${request.url}`);
      const next = trouble.shift();
      if (next === undefined) answer(request, response, text);
      else say(response, next.status, { message: next.message }, next.headers);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;

  function answer(request: IncomingMessage, response: ServerResponse, text: string): unknown {
    const { headers, method } = request;
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    if ((headers['user-agent'] ?? '') === '')
      return say(response, 403, { message: 'Request forbidden by administrative rules.' });
    if (!String(headers.accept).includes('application/vnd.github+json'))
      return say(response, 415, { message: "Must accept 'application/json'" });
    if (headers['x-github-api-version'] !== '2022-11-28')
      return say(response, 400, { message: 'The requested API version is not supported' });
    const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    const login = logins[token];
    if (login === undefined) return say(response, 401, { message: 'Bad credentials' });
    if (method === 'GET' && pathname === '/user') {
      return token === tokens.person
        ? say(response, 200, { login, id: 1, type: 'User' })
        : say(response, 403, { message: 'Resource not accessible by integration' });
    }
    const ofIssue = /^\/repos\/acme\/dr\/issues\/7\/comments$/.test(pathname);
    const one = Number(/^\/repos\/acme\/dr\/issues\/comments\/(\d+)$/.exec(pathname)?.[1] ?? Number.NaN);
    if (method === 'GET' && ofIssue) return list(response, searchParams);
    const found = comments.find(({ id }) => id === one);
    const isWrite = (method === 'POST' && ofIssue) || (method === 'PATCH' && found !== undefined);
    if (!isWrite) return say(response, 404, { message: 'Not Found', status: '404' });
    if (token === tokens.fork)
      return say(response, 403, { message: 'Resource not accessible by integration' });
    if (!String(headers['content-type']).includes('application/json'))
      return say(response, 400, { message: 'Problems parsing JSON' });
    const { body } = JSON.parse(text);
    if (typeof body !== 'string' || body.trim() === '' || body.length > 65_536) {
      const error = {
        resource: 'IssueComment',
        code: 'unprocessable',
        field: 'data',
        message: 'Body is too long',
      };
      return say(response, 422, { message: 'Validation Failed', errors: [error] });
    }
    if (found !== undefined) found.body = body;
    else comments.push({ id: 1000 + comments.length, login, body });
    return say(response, found === undefined ? 201 : 200, shape(found ?? comments.at(-1)));
  }

  function list(response: ServerResponse, query: URLSearchParams): unknown {
    const size = Math.min(100, Number(query.get('per_page') ?? 30));
    const page = Number(query.get('page') ?? 1);
    const last = Math.max(1, Math.ceil(comments.length / size));
    const link = (to: number, rel: string): string =>
      `<${url}/repos/acme/dr/issues/7/comments?per_page=${size}&page=${to}>; rel="${rel}"`;
    const links = page < last ? [link(page + 1, 'next'), link(last, 'last')] : [link(1, 'first')];
    return say(response, 200, comments.slice((page - 1) * size, page * size).map(shape), {
      link: links.join(', '),
    });
  }

  function shape(comment: StandInComment | undefined) {
    const { id = 0, login = '', body = '' } = comment ?? {};
    return {
      url: `${url}/repos/acme/dr/issues/comments/${id}`,
      html_url: `https://github.com/acme/dr/pull/7#issuecomment-${id}`,
      issue_url: `${url}/repos/acme/dr/issues/7`,
      id,
      node_id: `IC_${id}`,
      user: { login, id: 41898282, type: login.endsWith('[bot]') ? 'Bot' : 'User', site_admin: false },
      created_at: '2026-11-21T10:42:03Z',
      updated_at: '2026-11-21T10:42:03Z',
      author_association: 'CONTRIBUTOR',
      body,
      performed_via_github_app: null,
    };
  }

  return {
    url,
    comments,
    requests,
    trouble,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  return text;
}

function say(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): unknown {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  return response.end(JSON.stringify(body));
}
