import type { styleText } from 'node:util';
import { type Paint, plain, type Style } from '../report/colour.ts';

type Format = Parameters<typeof styleText>[0];

const formats: Readonly<Record<Style, Format>> = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  note: ['bold', 'blue'],
  good: 'green',
  strong: 'bold',
  dim: 'dim',
  added: 'green',
  removed: 'red',
};

/** The decision for or against colour is made by the flags; here it is carried out. */
export function paintFor(isColored: boolean): Paint {
  if (!isColored) return plain;
  // Loaded only here: a run without colour starts the sooner for it.
  const { styleText } = process.getBuiltinModule('node:util');
  return (style, text) => styleText(formats[style], text, { validateStream: false });
}

/** Width to lay out for: the terminal's, else what a pipe or a file is usually read in. */
export function widthOf(columns: number | undefined): number {
  return columns ?? 100;
}
