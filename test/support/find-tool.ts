import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** A program of the machine: on PATH, beside the API server of the real-server tests, or where Go installs. */
export function findTool(name: string): string | undefined {
  const { PATH = '', KUBEBUILDER_ASSETS = '', GOBIN = '', GOPATH = join(homedir(), 'go') } = process.env;
  const folders = [...PATH.split(delimiter), KUBEBUILDER_ASSETS, GOBIN, join(GOPATH, 'bin')];
  return folders
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(existsSync);
}
