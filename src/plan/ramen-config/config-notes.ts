import type { Consequence } from '../../model/plan.ts';
import type { ConfigDifference } from './compare-config.ts';
import type { DividedConfig } from './config-parts.ts';
import type { MergedText } from './merge-text.ts';
import { hasDefault, isZero, keepsZero } from './operator-rewrite.ts';

/** What Git asks for and does not get for good, one line for each reason; nothing of it is written again at every sync. */
export function configNotes(
  { lost, dropped, overruled }: DividedConfig,
  settings: readonly ConfigDifference[],
  merged: MergedText | undefined,
): readonly Consequence[] {
  const zeros = merged === undefined ? lost : settings.filter((setting) => isLostAtStart(setting));
  return [
    ...(zeros.length === 0 ? [] : [notDurable(zeros, merged !== undefined)]),
    ...(dropped.length === 0
      ? []
      : [
          {
            code: 'dropped',
            text: `${named(dropped)}: Ramen does not read it, and its operator has dropped it from the text`,
          },
        ]),
    ...(overruled.length === 0
      ? []
      : [
          {
            code: 'overruled',
            text: `${named(overruled)}: the hub's operator sets it at each start; what it set stays`,
          },
        ]),
    ...(merged?.isRewritten === true
      ? [
          {
            code: 'comments-lost',
            text: 'anchors or tags in the text on the cluster stand in the way of a small edit: it is written anew, without its comments',
          },
        ]
      : []),
  ];
}

function isLostAtStart({ path, git }: ConfigDifference): boolean {
  return isZero(git) && hasDefault(path) && !keepsZero(path);
}

function notDurable(zeros: readonly ConfigDifference[], isWritten: boolean): Consequence {
  const values = zeros.map(({ path, git }) => `${path.join('.')}: ${JSON.stringify(git)}`).join(', ');
  const what = isWritten ? 'is written, but is not durable' : 'is not durable';
  return {
    code: 'not-durable',
    text: `${values} ${what}: the operator drops it when it rewrites its text, and takes its default at the start after that`,
  };
}

function named(differences: readonly ConfigDifference[]): string {
  return differences.map(({ path }) => path.join('.')).join(', ');
}
