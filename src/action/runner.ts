import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import type { Environment } from './inputs.ts';

/** GitHub keeps 1 MiB of a step's summary and drops the whole of a longer one. */
const SUMMARY_BYTES = 1024 * 1024;

/** The runner's side: its files, and the lines that it reads from our output. */
export interface Runner {
  setOutput(name: string, value: string): void;
  addSummary(markdown: string): void;
  /** Lines that are workflow commands. */
  command(lines: string): void;
  /** Text for people: whatever it holds, the runner obeys none of it. */
  log(text: string): void;
}

export function createRunner(env: Environment, print: (text: string) => void): Runner {
  return {
    setOutput: (name, value) => {
      // A delimiter that nobody can guess: no value can end itself early and set another output.
      const delimiter = `end-${randomUUID()}`;
      append(env.GITHUB_OUTPUT, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
    },
    addSummary: (markdown) => append(env.GITHUB_STEP_SUMMARY, withinBytes(markdown, SUMMARY_BYTES / 2)),
    command: print,
    log: (text) => {
      const token = randomUUID();
      print(`::stop-commands::${token}\n${withNewline(text)}::${token}::\n`);
    },
  };
}

/** Outside of a runner (a rehearsal by hand) there are no such files. */
function append(file: string | undefined, text: string): void {
  if (file !== undefined && file !== '') appendFileSync(file, text);
}

function withNewline(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function withinBytes(text: string, limit: number): string {
  if (Buffer.byteLength(text) <= limit) return text;
  const cut = Buffer.from(text).subarray(0, limit).toString('utf8');
  return `${cut.slice(0, cut.lastIndexOf('\n'))}\n\n_The rest does not fit here; the log has all of it._\n`;
}
