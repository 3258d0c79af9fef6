import type { Plugin as EsbuildPlugin } from 'esbuild';

export function esbuildSchemas(): EsbuildPlugin;
export function viteSchemas(): {
  readonly name: string;
  resolveId(id: string): string | undefined;
  load(id: string): Promise<string> | undefined;
};
/** Source text of the module `ramen-sync:schemas`; made once in a process. */
export function schemaModule(): Promise<string>;
/** The CRDs of schemas/, descriptions included. */
export function readDocuments(): Promise<readonly unknown[]>;
