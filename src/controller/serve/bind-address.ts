export interface BindAddress {
  /** Absent: all addresses of the machine. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
}

/** `0.0.0.0:8080`, `:8080`, `[::1]:8080`; undefined where it is none. */
export function parseBindAddress(text: string): BindAddress | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]\s]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (match === null || port > 65_535) return undefined;
  const host = match[1] ?? match[2] ?? '';
  return { ...(host === '' ? {} : { host }), port };
}
