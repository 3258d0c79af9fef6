import type { CommandDefinition } from './command.ts';

const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;

export const completionCommand: CommandDefinition = {
  name: 'completion',
  summary:
    'Print a script with which a shell completes commands, flags, gates, rules and objects of this program.',
  formats: [],
  examples: [
    ['source <(ramen-sync completion bash)', 'in ~/.bashrc, with bash-completion installed'],
    ['source <(ramen-sync completion zsh)', 'in ~/.zshrc, after compinit'],
    ['ramen-sync completion fish > ~/.config/fish/completions/ramen-sync.fish', 'once'],
  ],
  define: (command) => {
    command.addArgument(command.createArgument('<shell>', 'your shell').choices(shells));
  },
  load: async () => (await import('./completion-action.ts')).runCompletionCommand,
};

/** What the script asks, with the words of the line so far: `list` has what may stand there. */
export function completeCommand(list: () => readonly CommandDefinition[]): CommandDefinition {
  return {
    name: 'complete',
    summary: 'What a completion script asks.',
    formats: [],
    examples: [['ramen-sync complete -- plan --sn', 'what a script asks for plan --sn<TAB>']],
    hidden: true,
    define: (command) => {
      command.argument('[words...]').allowUnknownOption();
    },
    load: async () => (await import('./completion-action.ts')).completeWith(list()),
  };
}
