import { cutAtMarkers, splitDocuments } from './documents.ts';

/** The part of a file that holds a document, and the document's index in it. */
export interface Piece {
  readonly text: string;
  /** Where it starts in the file. */
  readonly base: number;
  readonly document: number;
}

/**
 * A file cut at its document markers, so that an edit of one document of many does not read all of them. Undefined for a
 * document that is not there.
 */
export function cutFile(text: string): (document: number) => Piece | undefined {
  let pieces: readonly Piece[] | undefined;
  return (document) => {
    pieces ??= piecesOf(text);
    return pieces[document];
  };
}

function piecesOf(text: string): readonly Piece[] {
  const all = splitDocuments(text);
  const cut = cutAtMarkers(text).flatMap((piece) =>
    splitDocuments(piece.text).map(({ index }) => ({ ...piece, document: index })),
  );
  // Where the cut sees other documents than the reader of the whole file, nothing is cut.
  return cut.length === all.length ? cut : all.map(({ index }) => ({ text, base: 0, document: index }));
}
