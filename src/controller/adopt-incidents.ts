import { posix } from 'node:path';
import type { Mirror } from '../git/mirror.ts';
import type { NewCommit } from '../git/push-branch.ts';
import { UserError } from '../model/errors.ts';
import type { LiveObject } from '../model/live-object.ts';
import { refId } from '../model/object-ref.ts';
import { adoptedText } from '../operations/adopt-incident.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Checkout } from './checkout.ts';
import { commitMessageOf, type Incident } from './incidents.ts';

export interface AdoptRequest {
  readonly mirror: Mirror;
  readonly branch: string;
  /** The commit that is worked on. */
  readonly commit: string;
  readonly checkout: Checkout;
  /** The DR repository within the checkout. */
  readonly path: string;
  /** `ramen-sync/prod`. */
  readonly sync: string;
  readonly find: (cluster: string) => Pick<Cluster, 'get'> | undefined;
  readonly signal: AbortSignal;
}

/**
 * Pushes a commit for each incident that the branch does not have yet, on top of it. Answers the place, or undefined where
 * it has them all. Throws UserError.
 */
export async function adoptIncidents(
  incidents: readonly Incident[],
  request: AdoptRequest,
): Promise<string | undefined> {
  const { mirror, branch, commit, checkout, signal } = request;
  const lives = await Promise.all(incidents.map((incident) => readLive(incident, request)));
  const pushed = await mirror.push(
    {
      branch,
      onto: commit,
      build: async (readFile) => {
        const texts = new Map<string, string>();
        const commits: NewCommit[] = [];
        for (const [index, incident] of incidents.entries()) {
          const path = fileOf(incident, checkout, request.path);
          const before = texts.get(path) ?? (await readFile(path));
          if (before === undefined) throw new UserError(`${path} is not in branch ${branch}`);
          const text = adoptedText(incident.change, { path, text: before });
          texts.set(path, text);
          if (text === before) continue;
          const message = commitMessageOf(incident, request.sync, lives[index]);
          commits.push({ files: [{ path, text }], message });
        }
        return commits;
      },
    },
    signal,
  );
  return pushed.commit === undefined ? undefined : `${branch}@${pushed.commit}`;
}

/** Which of several files says what is rendered, and what else would move with it, is for people to judge. */
export function whyByHand({ object }: Incident, { linted }: Checkout): string | undefined {
  const manifest = linted.topology.byRef.get(refId(object))?.manifest;
  if (manifest?.renderedFrom === undefined) return undefined;
  return `${manifest.file} renders it, so it cannot be edited for you: write what was done by hand`;
}

function fileOf({ object }: Incident, { linted }: Checkout, path: string): string {
  const manifest = linted.topology.byRef.get(refId(object))?.manifest;
  if (manifest === undefined) throw new UserError(`${object.kind} ${object.name} is not in Git`);
  return posix.normalize(posix.join(path, manifest.file)).replace(/^\/+/, '');
}

async function readLive({ object }: Incident, { find }: AdoptRequest): Promise<LiveObject | undefined> {
  return find(object.cluster)?.get(object);
}
