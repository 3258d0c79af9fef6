import { once } from 'node:events';
import type { Server } from 'node:http';
import { UserError } from '../model/errors.ts';

/** Its URL, on loopback. Throws UserError where the port is taken; 0 takes a free one. */
export async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new UserError(`port ${port} of 127.0.0.1 cannot be opened`, {
      hint: 'choose another --port, or 0',
      cause,
    });
  }
  const address = server.address();
  const actual = typeof address === 'object' && address !== null ? address.port : port;
  return `http://127.0.0.1:${actual}`;
}

/** Ends what is still open. */
export async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
