import { connect, createServer, type Socket } from 'node:net';

/** A wire to one server, of which single connections go mute: they stay open, and what is sent into them is lost. */
export interface MutingProxy {
  /** `host:port`. */
  readonly address: string;
  /** How many connections were made through it. */
  readonly connections: () => number;
  /** Those that are open now; new ones pass. */
  mute(): void;
  /** Resets those that are open now; new ones pass. */
  reset(): void;
  stop(): Promise<void>;
}

export async function startMutingProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<MutingProxy> {
  let made = 0;
  const open = new Set<Socket>();
  const muted = new Set<Socket>();
  const server = createServer((client) => {
    made += 1;
    const upstream = connect(target);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.setNoDelay(true);
      from.on('data', (bytes) => {
        if (!muted.has(from)) to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const reset = (): void => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    address: `127.0.0.1:${port}`,
    connections: () => made,
    mute: () => {
      for (const socket of open) muted.add(socket);
    },
    reset,
    stop: () => {
      reset();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
