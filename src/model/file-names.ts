/** Files that may hold objects, by their name. */
export function isManifestName(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path);
}

/** `.git`, editors' and tools' own folders, and installed packages: nothing of them is read. */
export function isIgnoredFolder(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.');
}

/** Where `--write-baseline` writes to, at the root of the repository. */
export const BASELINE_FILE = 'ramen-sync-baseline.json';

/** Files of ours at the root of a repository: YAML and JSON that holds no objects. */
export function isOwnFile(path: string): boolean {
  return path === 'ramen-sync.yaml' || path === BASELINE_FILE;
}
