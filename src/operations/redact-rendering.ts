import { getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import type { SourceFile } from '../model/source.ts';
import { isBroken, readDocuments } from '../yaml/documents.ts';

const MOST = 600;

/**
 * kustomize's message, fit to be shown: it quotes whole patches and literals, and those may be a Secret's. What it puts
 * between brackets or backquotes goes, and every value that a Secret, or the generator of one, has in these files.
 */
export function redactRendering(
  message: string,
  kustomizations: readonly { readonly value: Json; readonly text: string }[],
  files: readonly SourceFile[],
): string {
  const secrets = [
    ...kustomizations.flatMap(({ value }) => generatorTexts(value)),
    ...files.flatMap(({ text }) => secretTexts(text)),
  ].filter((text) => text.trim().length >= 4);
  let clean = message
    .replace(/(patch|sources) (?:from )?\[[\s\S]*\]/g, '$1 […]')
    .replace(/`[\s\S]*`/g, '`…`');
  for (const secret of secrets.sort((a, b) => b.length - a.length))
    clean = clean
      .replaceAll(secret, '(sensitive)')
      .replaceAll(JSON.stringify(secret).slice(1, -1), '(sensitive)');
  const line = clean.replace(/\s+/g, ' ').trim();
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}

function generatorTexts(kustomization: Json): readonly string[] {
  if (!isObject(kustomization)) return [];
  return Object.entries(kustomization).flatMap(([key, value]) =>
    key.toLowerCase() === 'secretgenerator' && isArray(value)
      ? value.flatMap((entry) => textsOf(getAt(entry, ['literals']) ?? null))
      : [],
  );
}

function secretTexts(text: string): readonly string[] {
  if (!/\bSecret\b/.test(text)) return [];
  return readDocuments(text).flatMap((document) => {
    if (isBroken(document)) return text.split(/[\s:'"{},[\]]+/).filter((word) => word.length >= 8);
    const { value } = document;
    if (!isObject(value) || value.kind !== 'Secret') return [];
    return [...textsOf(value.data ?? null), ...textsOf(value.stringData ?? null)];
  });
}

/** A literal is `key=value`: whole and the value alone. */
function textsOf(value: Json): readonly string[] {
  if (typeof value === 'string')
    return [value, value.slice(value.indexOf('=') + 1), ...value.split(/[\r\n]+/)];
  if (isArray(value)) return value.flatMap(textsOf);
  return isObject(value) ? Object.values(value).flatMap(textsOf) : [];
}
