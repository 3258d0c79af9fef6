import { version } from '../../model/version.ts';

export const hookText = `# https://pre-commit.com: pre-commit install
repos:
  - repo: https://github.com/RamenDR/ramen-sync
    rev: v${version}
    hooks:
      - id: ramen-sync-lint
`;
