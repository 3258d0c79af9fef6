import { API_VERSION } from '../model/annotations.ts';
import type { StatusReport } from '../model/status.ts';

export function renderStatusJson({ summary, applications, notChecked }: StatusReport): string {
  return `${JSON.stringify({ apiVersion: API_VERSION, kind: 'StatusReport', summary, applications, notChecked }, undefined, 2)}\n`;
}
