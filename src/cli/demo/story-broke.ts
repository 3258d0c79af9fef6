/** A step of the story did not end as told. */
export class StoryBroke extends Error {}

/** Breaks the story where it is not so. `what` completes "it was to be seen that". */
export function expectSeen(isSo: boolean, what: string): void {
  if (!isSo) throw new StoryBroke(`it was to be seen that ${what}`);
}
