import type { Moved } from '../model/saved-plan.ts';
import { printable } from './printable.ts';

/** Why a saved plan is not carried out: one line a thing that moved. `name` is how the user calls the file. */
export function renderStalePlan(name: string, moved: readonly Moved[]): string {
  const lines = moved.map(({ what, how }) => `  ${printable(what)}: ${printable(how)}\n`);
  return `error: ${printable(name)} is stale, nothing was written:\n${lines.join('')}  help: ramen-sync plan --save ${printable(name)}\n`;
}

/** `2h5m`, `3m`, `12s`: how long ago something was. */
export function renderAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [days, hours, minutes] = [86_400, 3600, 60].map((unit) => Math.floor(seconds / unit));
  if (days !== undefined && days > 0) return `${days}d`;
  if (hours !== undefined && hours > 0) return `${hours}h${(minutes ?? 0) % 60}m`;
  return minutes !== undefined && minutes > 0 ? `${minutes}m` : `${seconds}s`;
}
