/**
 * Text from files and clusters, made safe for a terminal: control characters, line ends and signs that change the
 * direction of writing show as escapes, so that no name can move the cursor or forge a line.
 */
export function printable(text: string): string {
  return text.replace(unsafe, escapeOf);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const unsafe = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
