import { API_VERSION } from '../model/annotations.ts';
import type { PlanReport } from '../model/plan.ts';

/** One JSON document; keys in the order of the contract, absent is absent. */
export function renderPlanJson(report: PlanReport): string {
  const { summary, source, terms, snapshot, clusters, changes, notChecked, notices, digest, expires } =
    report;
  const document = {
    apiVersion: API_VERSION,
    kind: 'Plan',
    summary,
    source,
    terms,
    snapshot,
    clusters: clusters.map(({ name, role, uid, state, version, message }) => ({
      name,
      role,
      uid,
      state,
      version,
      message,
    })),
    changes: changes.map((change) => ({
      object: {
        cluster: change.object.cluster,
        apiVersion: change.object.apiVersion,
        kind: change.object.kind,
        namespace: change.object.namespace,
        name: change.object.name,
      },
      state: change.state,
      wave: change.wave,
      risk: change.risk,
      predicted: change.predicted,
      underWay: change.underWay,
      reason: change.reason,
      location: change.location,
      judged: change.judged,
      fields: change.fields.map(
        ({ path, live, git, origin, manager, time, coOwners, held, takesOver, stays, blocked }) => ({
          path,
          live,
          git,
          origin,
          manager,
          time,
          coOwners: coOwners?.map((owner) => ({ manager: owner.manager, time: owner.time })),
          held,
          takesOver,
          stays,
          blocked,
        }),
      ),
      consequences: change.consequences,
      blocks: change.blocks.map(({ gate, message, help, allow }) => ({ gate, message, help, allow })),
    })),
    notChecked,
    notices,
    digest,
    expires,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
