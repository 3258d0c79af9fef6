import type { Plugin } from 'esbuild';

export function buildAll(
  outdir?: string,
  entryPoints?: Readonly<Record<string, string>>,
  plugins?: readonly Plugin[],
): Promise<void>;
