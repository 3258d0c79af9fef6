import { printable } from './printable.ts';

/** Text that stands for itself in a table cell of GitHub's Markdown: no mark-up, no HTML, no mentions. */
export function markdownCell(text: string): string {
  return shown(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_{}[\]#|~]/g, (character) => `\\${character}`)
    .replaceAll('@', '@\u200b')
    .replace(/\r?\n/g, '<br>');
}

/** Code in a table cell; a fence longer than any within. */
export function markdownCode(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map((match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  const edge = longest > 0 ? ' ' : '';
  return `${fence}${edge}${shown(text).replaceAll('|', '\\|').replace(/\r?\n/g, ' ')}${edge}${fence}`;
}

/** Line by line: a line end is no trouble, what turns or hides text is. */
function shown(text: string): string {
  return text.split(/\r?\n/).map(printable).join('\n');
}
