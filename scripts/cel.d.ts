import type { Plugin as EsbuildPlugin } from 'esbuild';

export function esbuildCel(): EsbuildPlugin;
export function viteCel(): {
  readonly name: string;
  resolveId(id: string): string | undefined;
  load(id: string): string | undefined;
};
