import type { Beat } from '../../report/asciicast.ts';
import type { Paint } from '../../report/colour.ts';
import { withoutColour } from '../../report/without-colour.ts';
import type { CommandContext } from '../command.ts';
import { paintFor, widthOf } from '../paint.ts';

/** Where a story is shown; it remembers what was. */
export interface Screen {
  readonly columns: number;
  readonly isColored: boolean;
  readonly paint: Paint;
  show(kind: Beat['kind'], text: string): void;
  /** What is shown from now on belongs to the story's picture, or does not. */
  picture(isPicture: boolean): void;
  beats(): readonly Beat[];
  /** The text of the picture. */
  pictured(): string;
}

export const COLUMNS = 80;

/** A recording is always in colour and of the same width; stdout gets it as it is wanted there. */
export function openScreen({ stdout, options }: CommandContext, isRecorded: boolean): Screen {
  const isColored = isRecorded || options.color.stdout;
  const beats: Beat[] = [];
  let isPicture = false;
  let pictured = '';
  return {
    columns: isRecorded ? COLUMNS : Math.min(widthOf(stdout.columns), COLUMNS),
    isColored,
    paint: paintFor(isColored),
    show: (kind, text) => {
      if (text === '') return;
      beats.push({ kind, text });
      if (isPicture) pictured += text;
      stdout.write(options.color.stdout ? text : withoutColour(text));
    },
    picture: (is) => {
      isPicture = is;
    },
    beats: () => beats,
    pictured: () => pictured,
  };
}
