import { sha256 } from '../files/sha256.ts';
import { getString } from '../model/field-path.ts';
import { canonicalJson, type Json } from '../model/json.ts';
import { generationOf, type LiveObject, uidOf } from '../model/live-object.ts';
import { formatRef, type ObjectRef, refId } from '../model/object-ref.ts';
import type { Change } from '../model/plan.ts';

/** Somebody moved an application, or fenced a cluster, and Git says otherwise: it is left as it is. */
export interface Incident {
  /** Of this object with these live values: the same in every process. */
  readonly id: string;
  readonly object: ObjectRef;
  readonly change: Change;
  /** The field manager, and when it wrote, as far as the server knows: a removal has no author. */
  readonly who?: string;
  readonly when?: string;
}

export function incidentsOf(changes: readonly Change[]): readonly Incident[] {
  return changes.flatMap((change) => {
    const held = heldFields(change);
    if (held.length === 0) return [];
    const values: Json = held.map(({ path, live }) => [path, live ?? null]);
    const id = sha256(canonicalJson([refId(change.object), values])).slice(0, 16);
    const [newest] = held
      .filter(({ manager }) => manager !== undefined)
      .sort((a, b) => ((a.time ?? '') < (b.time ?? '') ? 1 : -1));
    return [
      {
        id,
        object: change.object,
        change,
        ...(newest?.manager === undefined ? {} : { who: newest.manager }),
        ...(newest?.time === undefined ? {} : { when: newest.time }),
      },
    ];
  });
}

export function heldFields({ fields }: Change): Change['fields'] {
  return fields.filter(({ held }) => held === true);
}

/** `spec.action is Failover, spec.failoverCluster is dr2; Git has spec.action Relocate`. */
function valuesOf({ change }: Incident): string {
  const held = heldFields(change);
  const live = held.map((field) => `${field.path} is ${wordOf(field.live)}`).join(', ');
  const git = held.map((field) => `${field.path} ${wordOf(field.git)}`).join(', ');
  return `${live}; Git has ${git}`;
}

/** `kubectl-patch at 2026-11-21T10:42:03Z`. */
export function authorOf({ who, when }: Incident): string {
  if (who === undefined) return 'somebody whom the server does not name';
  return when === undefined ? who : `${who} at ${when}`;
}

/** One line for people. */
export function describeIncident(incident: Incident): string {
  return `${formatRef(incident.object)}: ${valuesOf(incident)}; set by ${authorOf(incident)}, left as it is`;
}

/** The message of the commit that adopts it. */
export function commitMessageOf(incident: Incident, sync: string, live: LiveObject | undefined): string {
  const name = formatRef(incident.object);
  const lines = [
    `Adopt what was done to ${name}`,
    '',
    ...wrapped(`Live, ${valuesOf(incident)}. Set by ${authorOf(incident)}; ramen-sync left it as it is.`),
    '',
    `Object: ${name}`,
    ...(live === undefined ? [] : [`UID: ${uidOf(live)}`, `Generation: ${generationOf(live) ?? 'unknown'}`]),
    `Who: ${incident.who ?? 'unknown'}`,
    `When: ${incident.when ?? 'unknown'}`,
    `RPO then: ${rpoOf(incident, live)}`,
    `TopologySync: ${sync}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** How far behind the peer's copy was when it happened. */
function rpoOf({ when }: Incident, live: LiveObject | undefined): string {
  const synced = getString(live, ['status', 'lastGroupSyncTime']);
  if (synced === undefined || when === undefined) return 'unknown';
  const seconds = Math.round((Date.parse(when) - Date.parse(synced)) / 1000);
  if (Number.isNaN(seconds)) return 'unknown';
  if (seconds < 0) return `unknown, it has been synced since (${synced})`;
  return `${Math.floor(seconds / 60)}m${seconds % 60}s (last synced ${synced})`;
}

function wordOf(value: Json | undefined): string {
  return value === undefined ? 'absent' : typeof value === 'string' ? value : JSON.stringify(value);
}

function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || `${last} ${word}`.length > 72) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
