/** Text that stands for itself in a table cell of GitHub's Markdown: no mark-up, no HTML, no mentions. */
export function markdownCell(text: string): string {
  return text
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
  return `${fence}${edge}${text.replaceAll('|', '\\|').replace(/\r?\n/g, ' ')}${edge}${fence}`;
}
