import { createHash } from 'node:crypto';

/** Length of the pieces that are searched for: less of a value would be chance. */
const PIECE = 16;

/** A secret value that cannot be anywhere by chance, the same for the same name. */
export function canary(name: string): string {
  const letters = createHash('sha256').update(name).digest('base64').replace(/[+/=]/g, 'q');
  return `${letters.slice(0, 12)}+/${letters.slice(12, 28)}`;
}

/** The texts that must not be anywhere: pieces of the value, plain, encoded and backwards, and its digests. */
export function tracesOf(value: string): readonly string[] {
  const pieces: string[] = [];
  for (let start = 0; start + PIECE <= value.length; start += 2)
    pieces.push(value.slice(start, start + PIECE));
  const wholes = [value, base64(value)];
  const digests = wholes.flatMap((text) =>
    ['md5', 'sha1', 'sha256', 'sha512'].flatMap((name) => {
      const digest = createHash(name).update(text).digest();
      return [digest.toString('hex'), digest.toString('base64').replace(/=+$/, '')];
    }),
  );
  const encoded = pieces.flatMap((piece) => [piece, ...base64Within(piece)]);
  const twice = piecesOf(base64(value)).flatMap(base64Within);
  const written = [...encoded, ...twice].flatMap((text) => [
    text,
    encodeURIComponent(text),
    text.replaceAll('+', '-').replaceAll('/', '_'),
    JSON.stringify(text).slice(1, -1),
  ]);
  const hex = pieces.flatMap((piece) => {
    const text = Buffer.from(piece).toString('hex');
    return [text, text.toUpperCase()];
  });
  const forwards = new Set([...written, ...hex, ...digests]);
  return [...forwards, ...[...forwards].map((text) => [...text].reverse().join(''))];
}

function piecesOf(text: string): readonly string[] {
  return Array.from({ length: Math.max(0, text.length - PIECE) / 4 }, (_, index) =>
    text.slice(index * 4, index * 4 + PIECE),
  );
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64').replace(/=+$/, '');
}

/** What base64 has of a piece whatever stands before and behind it: three ways to be cut into bytes. */
function base64Within(piece: string): readonly string[] {
  return [0, 1, 2].map((shift) => {
    const text = base64('\0'.repeat(shift) + piece);
    const whole = Math.floor(((shift + piece.length) * 4) / 3);
    return text.slice(Math.ceil((shift * 4) / 3), whole);
  });
}

/** Names of the canaries that are in one of the texts, with the text's own name: empty is good. */
export function findTraces(
  values: Readonly<Record<string, string>>,
  texts: Iterable<readonly [name: string, text: string]>,
): readonly string[] {
  const lines = new Map<string, string>();
  for (const [name, text] of texts) {
    for (const line of text.split('\n')) if (line.length >= PIECE && !lines.has(line)) lines.set(line, name);
  }
  const all = [...lines.keys()].join('\n');
  const found: string[] = [];
  for (const [name, value] of Object.entries(values)) {
    for (const trace of tracesOf(value)) {
      if (!all.includes(trace)) continue;
      const [line = '', text = ''] = [...lines].find(([each]) => each.includes(trace)) ?? [];
      found.push(`${name} in ${text}: ${line.trim().slice(0, 200)}`);
      break;
    }
  }
  return found;
}
