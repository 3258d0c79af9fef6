import type { Plugin as EsbuildPlugin } from 'esbuild';

export function esbuildSchemas(): EsbuildPlugin;
export function viteSchemas(): {
  readonly name: string;
  resolveId(id: string): string | undefined;
  load(id: string): Promise<string | undefined>;
};
/** The CRDs of schemas/, descriptions included. */
export function readDocuments(): Promise<readonly unknown[]>;
