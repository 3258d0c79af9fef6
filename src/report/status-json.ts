import { API_VERSION } from '../model/annotations.ts';
import type { StatusReport } from '../model/status.ts';

/** One JSON document; keys in the order of the contract. What Ramen has not said yet is absent. */
export function renderStatusJson({ summary, applications, notChecked }: StatusReport): string {
  const document = {
    apiVersion: API_VERSION,
    kind: 'StatusReport',
    summary,
    applications: applications.map((app) => ({
      namespace: app.namespace,
      name: app.name,
      policy: said(app.policy),
      runsOn: app.runsOn,
      phase: said(app.phase),
      progression: said(app.progression),
      step: app.step,
      health: app.health,
      message: app.message,
      rpo: app.rpo,
      sync: app.sync,
      held: app.held,
      doubts: app.doubts.map(({ code, health, text, help }) => ({ code, health, text, help })),
    })),
    notChecked,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function said(word: string): string | undefined {
  return word === '' ? undefined : word;
}
