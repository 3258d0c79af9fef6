export function withoutColour(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is an escape sequence
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
