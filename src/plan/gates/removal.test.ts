import { describe, expect, it } from 'vitest';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import type { JsonObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { buildSituation, type SituationInput, type VrgSight } from '../situation.ts';
import type { GateInput, RemovalFacts } from './define-gate.ts';
import { gates } from './registry.ts';

const annotation = 'drplacementcontrol.ramendr.openshift.io/do-not-delete-pvc';
const key = { cluster: 'hub', apiVersion: 'ramendr.openshift.io/v1alpha1' };

describe('gates, before an application is removed', () => {
  it.each<[string, Case, readonly string[]]>([
    ['at rest it passes', {}, []],
    [
      'without a Removal that permits it',
      { removal: { notPermitted: { message: 'm', help: 'h' } } },
      ['no-removal'],
    ],
    [
      'in the middle of a failover',
      { phase: 'FailingOver', progression: 'WaitingForResourceRestore' },
      ['busy'],
    ],
    ['when the clean-up has not ended', { phase: 'FailedOver', progression: 'Cleaning Up' }, ['busy']],
    ['with a status of an older generation', { observed: 2 }, ['busy']],
    [
      'while a cluster cannot be read',
      {
        situation: {
          vrgs: new Map([
            ['dr1', unreadable],
            ['dr2', vrg('secondary')],
          ]),
        },
      },
      ['busy'],
    ],
    ['with something that needs it', { removal: { referrers: [referrer] } }, ['still-referenced']],
    [
      'where that cannot be read',
      { removal: { referrers: { unreadable: 'forbidden' } } },
      ['still-referenced'],
    ],
    ['one of one', { removal: { share: { asked: 1, live: 1, max: 1 } } }, []],
    ['two where one may go', { removal: { share: { asked: 2, live: 9, max: 1 } } }, ['removal-share']],
    ['two of four where more may go', { removal: { share: { asked: 2, live: 4, max: 9 } } }, []],
    [
      'three of four where more may go',
      { removal: { share: { asked: 3, live: 4, max: 9 } } },
      ['removal-share'],
    ],
    ['one where none may go', { removal: { share: { asked: 1, max: 0 } } }, ['removal-share']],
  ])('%s', (_, input, expected) => {
    expect(stops(input)).toEqual(expected);
  });

  it.each<[string, Case, readonly string[]]>([
    ['of a Ramen that writes no annotation passes', { situation: volSync(undefined) }, []],
    ['that nobody told passes no further', { situation: volSync('') }, ['keep-pvcs']],
    ['where one cluster has not been told', { situation: volSync('true', ''), told: true }, ['keep-pvcs']],
    ['where both clusters have been told passes', { situation: volSync('true'), told: true }, []],
    [
      'without VolSync passes, whoever was told',
      {
        situation: {
          vrgs: new Map([
            ['dr1', vrg('primary', '', false)],
            ['dr2', vrg('secondary', '')],
          ]),
        },
      },
      [],
    ],
    [
      'seen from the hub alone passes no further: nobody knows whose volumes VolSync has',
      { situation: { vrgs: new Map(), works: new Map([['dr1', order('')]]) } },
      ['keep-pvcs'],
    ],
    [
      'of a newer Ramen, seen from the hub alone, passes',
      { situation: { vrgs: new Map(), works: new Map([['dr1', order(undefined)]]) } },
      [],
    ],
    [
      'of which nothing can be read stops',
      { situation: { vrgs: new Map(), works: undefined } },
      ['keep-pvcs'],
    ],
  ])('an application on VolSync %s', (_, input, expected) => {
    expect(stops(input)).toEqual(expected);
  });

  it('says what is missing', () => {
    const messages = (input: Case) => refusals(input).map(({ message }) => message);
    expect(messages({ situation: volSync('') })[0]).toMatch(/^shop\/cart does not carry the annotation/);
    expect(messages({ situation: volSync('true', ''), told: true })[0]).toMatch(/has not reached .* on dr2:/);
    expect(messages({ removal: { referrers: [referrer, referrer, referrer, referrer] } })[0]).toMatch(
      /still needed by drpc\/shop\/other \(spec\.drPolicyRef\.name, in Git: a\.yaml:1\), .* and 1 more$/,
    );
  });
});

const unreadable: VrgSight = { seen: 'unreadable', why: 'timeout' };
const referrer = {
  ref: { ...key, kind: 'DRPlacementControl', namespace: 'shop', name: 'other' },
  path: 'spec.drPolicyRef.name',
  inGit: 'a.yaml:1',
};

function annotated(value: string | undefined): JsonObject {
  return value === undefined ? {} : { annotations: { [annotation]: value } };
}

function vrg(replicationState: string, told?: string, protectedByVolSync = true): VrgSight {
  const claims = replicationState === 'primary' ? [{ name: 'data', protectedByVolSync }] : [];
  return {
    seen: 'vrg',
    vrg: {
      metadata: { name: 'cart', namespace: 'shop', ...annotated(told) },
      spec: { replicationState },
      status: { protectedPVCs: claims },
    },
  };
}

function order(told: string | undefined): JsonObject {
  return { metadata: { name: 'cart', ...annotated(told) }, spec: { replicationState: 'primary' } };
}

function volSync(onDr1: string | undefined, onDr2 = onDr1): Partial<SituationInput> {
  return {
    vrgs: new Map([
      ['dr1', vrg('primary', onDr1)],
      ['dr2', vrg('secondary', onDr2)],
    ]),
  };
}

interface Case {
  readonly phase?: string;
  readonly progression?: string;
  readonly observed?: number;
  /** The DRPlacementControl carries the annotation. */
  readonly told?: boolean;
  readonly situation?: Partial<SituationInput>;
  readonly removal?: Partial<RemovalFacts>;
}

function stops(input: Case): readonly string[] {
  return refusals(input).map(({ id }) => id);
}

function refusals({
  phase = 'Deployed',
  progression = 'Completed',
  observed = 3,
  told = false,
  situation = {},
  removal = {},
}: Case): readonly { readonly id: string; readonly message: string }[] {
  const live: LiveObject = {
    metadata: { name: 'cart', namespace: 'shop', generation: 3, ...annotated(told ? 'true' : undefined) },
    spec: { preferredCluster: 'dr1', drPolicyRef: { name: 'p5m' }, placementRef: { name: 'cart' } },
    status: {
      phase,
      progression,
      conditions: [{ type: 'Available', status: 'True', observedGeneration: observed }],
    },
  };
  const input: GateInput = {
    ref: { ...key, kind: 'DRPlacementControl', namespace: 'shop', name: 'cart' },
    kind: drPlacementControl,
    name: 'shop/cart',
    operation: 'remove',
    live,
    wanted: live,
    before: { preferredCluster: 'dr1' },
    after: { preferredCluster: 'dr1' },
    risk: 'ends-protection',
    paths: [],
    situation: buildSituation({
      drpc: live,
      policy: { spec: { drClusters: ['dr1', 'dr2'] } },
      drClusters: [],
      placementDecisions: [{ status: { decisions: [{ clusterName: 'dr1', reason: 'dr1' }] } }],
      works: new Map(),
      now: 0,
      ...volSync(undefined),
      ...situation,
    } as SituationInput),
    maxRisk: undefined,
    configuredClusters: ['dr1', 'dr2'],
    removal: { referrers: [], share: { asked: 1, live: 2, max: 1 }, ...removal },
  };
  return gates.flatMap((gate) => {
    const refusal = gate.appliesTo(input) ? gate.judge(input) : undefined;
    return refusal === undefined ? [] : [{ id: gate.id, message: refusal.message }];
  });
}
