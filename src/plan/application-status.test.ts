import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import { applicationStatus } from './application-status.ts';
import { buildSituation } from './situation.ts';

/** An application that dr1 protects together with dr2; `lost` is what the hub no longer hears of. */
function status(
  spec: JsonObject,
  phase: string,
  progression: string,
  lost: string | undefined,
  cluster: string,
) {
  const live: LiveObject = {
    metadata: { namespace: 'shop', name: 'cart', generation: 1 },
    spec,
    status: {
      phase,
      progression,
      conditions: ['Available', 'PeerReady', 'Protected'].map((type) => ({
        type,
        status: type === 'PeerReady' ? 'False' : 'True',
        reason: 'NotStarted',
      })),
    },
  };
  const situation = buildSituation({
    drpc: live,
    policy: { spec: { drClusters: ['dr1', 'dr2'], schedulingInterval: '5m' } },
    drClusters: [],
    managedClusters: ['dr1', 'dr2'].map((name) => ({
      metadata: { name },
      status: {
        conditions: [
          { type: 'ManagedClusterConditionAvailable', status: name === lost ? 'Unknown' : 'True' },
        ],
      },
    })),
    placementDecisions: [{ status: { decisions: [{ clusterName: cluster, reason: cluster }] } }],
    vrgs: new Map(),
    works: new Map(),
    now: 0,
  });
  const { health, message } = applicationStatus(live, situation, undefined);
  return { health, message };
}

const home = { preferredCluster: 'dr1' };
const failover = { preferredCluster: 'dr1', action: 'Failover', failoverCluster: 'dr2' };

describe('an application that claims no green', () => {
  it('has failed where its cluster is lost and nothing leads away', () => {
    expect(status(home, 'Deployed', 'UpdatingPlRule', 'dr1', 'dr1')).toEqual({
      health: 'Failed',
      message:
        'the hub has lost dr1, where the application runs: what it shows is its last word; PeerReady False (NotStarted)',
    });
  });

  it('is on its way where a failover leads away from the lost cluster', () => {
    expect(status(failover, 'FailingOver', 'WaitForReadiness', 'dr1', 'dr1').health).toBe('InProgress');
    expect(status(failover, 'FailedOver', 'Cleaning Up', 'dr1', 'dr2')).toEqual({
      health: 'InProgress',
      message: 'the hub has lost dr1: there is nowhere to fail over to; PeerReady False (NotStarted)',
    });
  });

  it('says only what it waits for where all is well around it', () => {
    expect(status(home, 'Deployed', 'UpdatingPlRule', undefined, 'dr1')).toEqual({
      health: 'InProgress',
      message: 'PeerReady False (NotStarted)',
    });
  });
});
