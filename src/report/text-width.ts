/** Columns that a text takes in a terminal. Tabs must be expanded before. */
export function textWidth(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Fills up to a width; longer text stays as it is. */
export function padEnd(text: string, width: number): string {
  return `${text}${' '.repeat(Math.max(0, width - textWidth(text)))}`;
}

/** Cuts to a width, with an ellipsis where something is missing. */
export function clip(text: string, width: number): string {
  return textWidth(text) <= width ? text : `${sliceColumns(text, 0, width - 1)}…`;
}

/** What stands in the columns `from` to `to`, the end exclusive; a wide letter that is cut in two becomes a blank. */
export function sliceColumns(text: string, from: number, to: number): string {
  if (isPlain(text)) return text.slice(from, Math.max(from, to));
  let kept = '';
  let column = 0;
  for (const character of text) {
    const start = column;
    column += characterWidth(character);
    if (start >= from && column <= to) kept += character;
    else if (start < to && column > from) kept += ' ';
    if (start >= to) break;
  }
  return kept;
}

/** The tables are made here: most runs see no letter that is not plain, and need not wait for them. */
function characterWidth(character: string): number {
  const zeroWidth = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
  const doubleWidth =
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;
  /** Half a flag each, and the narrow forms of letters that are wide else. */
  const narrow = /[\u{1f1e6}-\u{1f1ff}\uff61-\uffdc\u303f]/u;
  if (zeroWidth.test(character)) return 0;
  return doubleWidth.test(character) && !narrow.test(character) ? 2 : 1;
}

function isPlain(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}
