/**
 * A scenario is a file of sections. A section starts with a line `==== name` or `==== name: argument` and runs to the
 * next one. `copy: folder` takes a folder of the project, `file: path` writes a file (`append: path` adds to one),
 * `commit: message` puts all of them under Git, `stdin`, `command` (one line), then what must come out: `status`, `stdout`, `stderr`, and `file after: path`.
 */
export interface Scenario {
  readonly title: string;
  readonly sections: readonly Section[];
}

interface Section {
  readonly name: string;
  readonly argument: string;
  readonly text: string;
}

export function parseScenario(source: string): Scenario {
  const [head = '', ...rest] = source.split(/^==== /m);
  const sections = rest.map((part) => {
    const end = part.indexOf('\n');
    const title = part.slice(0, end < 0 ? part.length : end);
    const colon = title.indexOf(': ');
    return {
      name: colon < 0 ? title : title.slice(0, colon),
      argument: colon < 0 ? '' : title.slice(colon + 2),
      text: end < 0 ? '' : part.slice(end + 1),
    };
  });
  return { title: head.trim(), sections };
}

export function renderScenario({ title, sections }: Scenario): string {
  const parts = sections.map(({ name, argument, text }) => {
    const body = text === '' || text.endsWith('\n') ? text : `${text}\n`;
    return `==== ${name}${argument === '' ? '' : `: ${argument}`}\n${body}`;
  });
  return `${title}\n\n${parts.join('')}`;
}

export function textOf(scenario: Scenario, name: string): string | undefined {
  return scenario.sections.find((section) => section.name === name)?.text;
}

/** Words of a command line; single and double quotes keep blanks. */
export function splitCommand(line: string): readonly string[] {
  return [...line.trim().matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    (match) => match[1] ?? match[2] ?? match[3] ?? '',
  );
}
