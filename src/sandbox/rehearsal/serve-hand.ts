import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { UserError } from '../../model/errors.ts';
import { closeServer, listen } from '../listen.ts';
import type { Sandbox } from '../start.ts';
import { obey } from './obey.ts';

/** A longer line is no command. */
const MOST_BYTES = 1000;

export interface ServedHand {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Lets other processes give commands: a line in the body of a POST with the sandbox's token, the answer in words. A GET
 * tells the time. It has an address of its own: the clusters' are Kubernetes' alone, and may be lost.
 */
export async function serveHand(sandbox: Sandbox): Promise<ServedHand> {
  const server = createServer((request, response) => {
    const end = (code: number, body: string): void => {
      response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' }).end(`${body}\n`);
    };
    // No page in a browser can send this, whatever name it has found for the address.
    if (request.headers.authorization !== `Bearer ${sandbox.token}`)
      return end(401, "the sandbox's token is missing");
    if (request.method === 'GET') return end(200, new Date(sandbox.world.now()).toISOString());
    if (request.method !== 'POST') return end(405, 'a command is the body of a POST');
    answer(sandbox, request).then(
      (said) => end(200, said),
      (error: unknown) => end(error instanceof UserError ? 400 : 500, wordsOf(error)),
    );
  });
  const url = await listen(server, 0);
  return { url, close: () => closeServer(server) };
}

async function answer(sandbox: Sandbox, request: IncomingMessage): Promise<string> {
  if (Number(request.headers['content-length'] ?? 0) > MOST_BYTES) throw new UserError('that is no command');
  return obey(sandbox, await text(request));
}

/** The message, and on a second line what to do. */
function wordsOf(error: unknown): string {
  if (!(error instanceof UserError)) return error instanceof Error ? error.message : String(error);
  return error.hint === undefined ? error.message : `${error.message}\n${error.hint}`;
}
