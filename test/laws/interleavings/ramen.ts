import { getAt, getString } from '../../../src/model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { expectDone, type Send } from './people.ts';
import { objectPath, type Subject } from './subjects.ts';

const group = '/apis/ramendr.openshift.io/v1alpha1';
const decisions = '/apis/cluster.open-cluster-management.io/v1beta1/namespaces/shop/placementdecisions';

/** Ramen's hub operator as far as gates look at it: it comes to the end of whatever the spec says. */
export class RamenActor {
  readonly #send: Send;
  /** Where each application runs. */
  readonly runsOn = new Map<string, string>();

  constructor(send: Send) {
    this.#send = send;
  }

  /** Late: it reports on the generation before the one that stands. */
  async settle(subject: Subject, late: boolean): Promise<void> {
    const live = await this.#read(objectPath(subject));
    if (live === undefined) return;
    const observed = Number(getAt(live, ['metadata', 'generation'])) - (late ? 1 : 0);
    if (subject.kind === 'DRCluster') {
      await this.#status(objectPath(subject), {
        phase: 'Available',
        conditions: conditions(['Validated'], observed),
      });
      return;
    }
    const action = getString(live, ['spec', 'action']);
    const home = getString(live, ['spec', 'preferredCluster']) ?? 'dr1';
    const target = action === 'Failover' ? (getString(live, ['spec', 'failoverCluster']) ?? home) : home;
    const cluster = action === undefined ? (this.runsOn.get(subject.name) ?? home) : target;
    this.runsOn.set(subject.name, cluster);
    await this.#status(objectPath(subject), {
      phase: action === 'Failover' ? 'FailedOver' : action === 'Relocate' ? 'Relocated' : 'Deployed',
      progression: 'Completed',
      observedGeneration: observed,
      lastUpdateTime: '2026-11-21T10:00:00Z',
      conditions: conditions(['Available', 'PeerReady', 'Protected'], observed),
    });
    await this.#decide(subject.name, cluster);
    for (const name of ['dr1', 'dr2']) await this.#validate(name);
  }

  /** It writes to the main resource as well: annotations that Git never declares. */
  async note(subject: Subject): Promise<void> {
    const path = objectPath(subject);
    const live = await this.#read(path);
    if (live === undefined) return;
    const key = 'drplacementcontrol.ramendr.openshift.io/last-action';
    const value = `${getString(live, ['metadata', 'annotations', key]) ?? ''}x`;
    await this.#patch(path, { metadata: { annotations: { [key]: value } } });
  }

  async #decide(name: string, clusterName: string): Promise<void> {
    const path = `${decisions}/${name}-decision-1`;
    if ((await this.#read(path)) === undefined) {
      const labels = { 'cluster.open-cluster-management.io/placement': name };
      const body = {
        apiVersion: 'cluster.open-cluster-management.io/v1beta1',
        kind: 'PlacementDecision',
        metadata: { name: `${name}-decision-1`, namespace: 'shop', labels },
      };
      await expectDone(this.#send({ method: 'POST', path: decisions, type: 'application/json', body }));
    }
    await this.#status(path, { decisions: [{ clusterName, reason: '' }] });
  }

  async #validate(name: string): Promise<void> {
    const path = `${group}/drclusters/${name}`;
    const live = await this.#read(path);
    if (live === undefined) return;
    const generation = Number(getAt(live, ['metadata', 'generation']));
    await this.#status(path, { phase: 'Available', conditions: conditions(['Validated'], generation) });
  }

  #status(path: string, status: JsonObject): Promise<void> {
    return this.#patch(`${path}/status`, { status });
  }

  #patch(path: string, body: JsonObject): Promise<void> {
    const type = 'application/merge-patch+json';
    return expectDone(this.#send({ method: 'PATCH', path: `${path}?fieldManager=manager`, type, body }));
  }

  async #read(path: string): Promise<JsonObject | undefined> {
    const { code, json } = await this.#send({ method: 'GET', path });
    return code === 200 && isObject(json) ? json : undefined;
  }
}

function conditions(types: readonly string[], observedGeneration: number): Json {
  return types.map((type) => ({
    type,
    status: 'True',
    reason: 'Success',
    message: '',
    observedGeneration,
    lastTransitionTime: '2026-11-21T10:00:00Z',
  }));
}
