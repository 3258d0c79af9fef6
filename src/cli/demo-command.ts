import type { CommandDefinition } from './command.ts';
import { scenarios } from './demo/scenarios.ts';

const names = Object.keys(scenarios);
const width = Math.max(...names.map((name) => name.length));

export const demoCommand: CommandDefinition = {
  name: 'demo',
  summary: 'Disasters in one process and some seconds, and what becomes of them when Git leads.',
  formats: [],
  examples: [
    ['ramen-sync demo', 'needs Git, no cluster and no network'],
    ['ramen-sync demo --record .', 'keeps the story: failover.cast for asciinema, failover.svg'],
  ],
  define: (command) => {
    command
      .addOption(command.createOption('--scenario <name>', 'which story (default: failover)').choices(names))
      .option('--record <dir>', 'write the story there as an asciicast, and its main scene as an SVG')
      .addHelpText(
        'after',
        `\nScenarios:\n${Object.entries(scenarios)
          .map(([name, what]) => `  ${name.padEnd(width)}  ${what}\n`)
          .join('')
          .trimEnd()}`,
      );
  },
  load: async () => (await import('./demo-action.ts')).runDemoCommand,
};
