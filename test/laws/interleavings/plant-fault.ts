import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Plugin } from 'esbuild';
import type { Fault } from './faults.ts';

/** The sources of `root` with a fault in them. Throws where an edit does not apply exactly once: then the code has moved on. */
export function plantFault(fault: Fault, root: string): Plugin {
  for (const edit of fault.edits) edited(readFileSync(`${root}/${edit.file}`, 'utf8'), edit, fault);
  return {
    name: `fault-${fault.id}`,
    setup(builder) {
      builder.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(root, path);
        const edits = fault.edits.filter((edit) => edit.file === file);
        if (edits.length === 0) return undefined;
        const text = edits.reduce((whole, edit) => edited(whole, edit, fault), readFileSync(path, 'utf8'));
        return { contents: text, loader: 'ts' };
      });
    },
  };
}

function edited(text: string, { file, find, replace }: Fault['edits'][number], { id }: Fault): string {
  const parts = text.split(find);
  if (parts.length !== 2) {
    throw new Error(
      `fault ${id} does not apply: ${file} has ${JSON.stringify(find)} ${parts.length - 1} times instead of once`,
    );
  }
  return parts.join(replace);
}
