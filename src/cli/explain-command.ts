import type { CommandDefinition } from './command.ts';

export const explainCommand: CommandDefinition = {
  name: 'explain',
  summary: 'Explain a rule, a kind or a gate: what it means, why it matters, what to do.',
  formats: ['text', 'markdown', 'json'],
  examples: [
    ['ramen-sync explain', 'list everything that can be explained'],
    ['ramen-sync explain unknown-s3-profile', 'a rule, with wrong and right examples'],
    ['ramen-sync explain drpc', 'a kind, with its references and who owns its fields'],
  ],
  define: (command) => {
    command.argument('[word]', 'id of a rule or gate, or name of a kind');
  },
  load: async () => (await import('./explain-action.ts')).runExplainCommand,
};
