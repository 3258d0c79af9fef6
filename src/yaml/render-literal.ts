import type { Splice } from './splice.ts';
import type { ScalarNode } from './tree.ts';

/** A literal block with a new text, in its old indentation. Undefined where a literal block cannot carry the text. */
export function renderLiteral(
  text: string,
  node: ScalarNode,
  value: string,
  eol: string,
): Splice | undefined {
  const { indent, valueStart } = node.scalar;
  // Leading blanks would need an indentation mark, trailing blank lines another way of chomping.
  if (
    indent < 1 ||
    !/^[^\s]/.test(value) ||
    /\n\n$/.test(value) ||
    /[^\t\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\ufff0-\ufffd]/.test(value)
  ) {
    return undefined;
  }
  const oldHeader = text.slice(node.start, valueStart);
  const chomping = value.endsWith('\n') ? '' : '-';
  const header = oldHeader.replace(
    /^\|([-+0-9]*)/,
    (_, marks: string) => `|${marks.replace(/[-+]/g, '')}${chomping}`,
  );
  const content = value.replace(/\n$/, '').split('\n');
  const lines = content.map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return narrowed(text, { start: node.start, end: node.end, text: header + lines.join(eol) });
}

/** Without the whole lines that are the same at both ends. */
function narrowed(text: string, splice: Splice): Splice {
  const before = text.slice(splice.start, splice.end).split('\n');
  const after = splice.text.split('\n');
  let same = 0;
  while (same < Math.min(before.length, after.length) - 1 && before[same] === after[same]) same += 1;
  let tail = 0;
  const most = Math.min(before.length, after.length) - same - 1;
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const skip = before.slice(0, same).reduce((sum, line) => sum + line.length + 1, 0);
  const keep = tail === 0 ? 0 : before.slice(-tail).reduce((sum, line) => sum + line.length + 1, 0);
  return {
    start: splice.start + skip,
    end: splice.end - keep,
    text: splice.text.slice(skip, splice.text.length - keep),
  };
}
