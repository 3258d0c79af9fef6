/** Files that may hold objects, by their name. */
export function isManifestName(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path);
}

/** `.git`, editors' and tools' own folders, and installed packages: nothing of them is read. */
export function isIgnoredFolder(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.');
}
