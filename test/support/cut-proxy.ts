import { connect, createServer, type Socket } from 'node:net';

/** A wire to one server that can be cut: what was sent into the cut is lost, and nobody is told. */
export interface CutProxy {
  /** `host:port`. */
  readonly address: string;
  cut(): void;
  /** New connections pass; those that hung are reset. */
  mend(): void;
  stop(): Promise<void>;
}

export async function startCutProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<CutProxy> {
  let isCut = false;
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.on('data', (bytes) => {
        if (!isCut) to.write(bytes);
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
    for (const socket of open) socket.destroy();
  };
  return {
    address: `127.0.0.1:${port}`,
    cut: () => {
      isCut = true;
    },
    mend: () => {
      reset();
      isCut = false;
    },
    stop: () => {
      reset();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
