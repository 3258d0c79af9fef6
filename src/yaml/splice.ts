/** Replaces the offsets `start` to `end` of a text. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits of one file; their offsets are those of `text`. Throws on edits that overlap. */
export function applyEdits(text: string, edits: readonly Splice[]): string {
  const sorted = edits.map((edit, index) => ({ edit, index }));
  sorted.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  let result = '';
  let position = 0;
  for (const { edit } of sorted) {
    if (edit.start < position) throw new Error('Two edits of one file overlap.');
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}
