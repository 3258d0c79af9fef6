import { textWidth } from './text-width.ts';

/**
 * Breaks at spaces, but never between a flag and its value, which are copied together; a word longer than the line stands
 * alone. Continuations are indented two more.
 */
export function fold(text: string, columns: number, indent: string): readonly string[] {
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  for (const word of text.split(/(?<!--allow) /)) {
    if (!isEmpty && textWidth(line) + 1 + textWidth(word) > columns) {
      lines.push(line);
      line = `${indent}  ${word}`;
    } else {
      line += isEmpty ? word : ` ${word}`;
    }
    isEmpty = false;
  }
  return [...lines, line];
}
