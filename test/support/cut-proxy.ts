import { connect, createServer, type Socket } from 'node:net';

/** A wire to one server that can be cut: what was sent into the cut is lost, and nobody is told. */
export interface CutProxy {
  /** `host:port`. */
  readonly address: string;
  /** How many connections were made through it. */
  readonly connections: () => number;
  cut(): void;
  /** New connections pass; those that hung are reset. */
  mend(): void;
  /** Cuts the connections that are open now, each until it is closed; new ones pass. */
  mute(): void;
  /** Resets the connections that are open now. */
  reset(): void;
  stop(): Promise<void>;
}

export async function startCutProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<CutProxy> {
  let isCut = false;
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
        if (!isCut && !muted.has(from)) to.write(bytes);
      });
      from.on('error', () => {});
      from.on('close', () => {
        open.delete(from);
        if (!isCut) to.destroy();
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
    cut: () => {
      isCut = true;
    },
    mend: () => {
      reset();
      isCut = false;
    },
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
