import { isObject } from '../model/json.ts';
import { ramenConfigKeys } from './ramen-config-keys.ts';

/** A key of Ramen's configuration that sounds like a secret and that Ramen does not know: nobody can say what it holds. */
export function isSecretName(key: string): boolean {
  return secretWords.test(key) && !knownNames.has(key.toLowerCase());
}

const secretWords = /secret|passw|token|credential|access.?key|private|auth/i;

const knownNames: ReadonlySet<string> = new Set(namesIn(ramenConfigKeys).map((name) => name.toLowerCase()));

function namesIn(tree: unknown): readonly string[] {
  if (Array.isArray(tree)) return tree.flatMap(namesIn);
  return isObject(tree) ? Object.entries(tree).flatMap(([key, below]) => [key, ...namesIn(below)]) : [];
}
