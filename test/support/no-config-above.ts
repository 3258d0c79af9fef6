import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CONFIG_FILE } from '../../src/cli/flags.ts';

/** Commands look for their repository upwards: a config file left above the tests' temporary folders would be read by all of them. */
export function setup(): void {
  for (let folder = tmpdir(); ; folder = dirname(folder)) {
    const found = join(folder, CONFIG_FILE);
    if (existsSync(found))
      throw new Error(`${found} would be read by every test that works below it: move it away`);
    if (folder === dirname(folder)) return;
  }
}
