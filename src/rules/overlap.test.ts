import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Config } from '../model/config.ts';
import { buildTopology } from '../topology/build-topology.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { overlappingSelectors } from './application/overlapping-selectors.ts';
import { protectedNamespacesOverlap } from './application/protected-namespaces-overlap.ts';
import type { Rule } from './define-rule.ts';

const config: Config = {
  hub: {},
  managedClusters: [],
  sources: [],
  ramen: {
    flavour: 'kubernetes',
    operatorNamespace: 'ramen-system',
    clusterOperatorNamespace: 'ramen-system',
    opsNamespace: 'ramen-ops',
    mode: 'hub',
  },
  rules: {},
  gates: { removals: { max: 1 } },
  takeOver: [],
};

const policies = `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: near }
spec: { drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: far }
spec: { drClusters: [dr3, dr4] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: across }
spec: { drClusters: [dr2, dr3] }
`;

interface Application {
  readonly namespace?: string;
  readonly policy?: string;
  readonly protects?: readonly string[];
  readonly selector?: string;
  readonly machines?: string;
}

function problems(rule: Rule, applications: readonly Application[]): number {
  const text = applications.map((each, index) => {
    const spec = [
      `drPolicyRef: { name: ${each.policy ?? 'near'} }`,
      `placementRef: { name: p${index} }`,
      `pvcSelector: ${each.selector ?? '{}'}`,
      ...(each.protects === undefined ? [] : [`protectedNamespaces: [${each.protects.join(', ')}]`]),
      ...(each.machines === undefined
        ? []
        : [
            `kubeObjectProtection: { recipeRef: { name: vm-recipe, namespace: ramen-ops }, recipeParameters: { PROTECTED_VMS: [${each.machines}] } }`,
          ]),
    ];
    return `apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRPlacementControl\nmetadata: { name: a${index}, namespace: ${each.namespace ?? 'ramen-ops'} }\nspec: { ${spec.join(', ')} }\n`;
  });
  const { manifests } = parseFile({ path: 'a.yaml', text: [policies, ...text].join('---\n') });
  return [...rule.check(buildTopology(manifests, config), 0)].length;
}

describe('namespaces that two applications protect', () => {
  const shop = { protects: ['shop'] };
  it.each<[string, readonly Application[], number]>([
    ['on the same clusters', [shop, shop], 1],
    ['on policies that share one', [shop, { ...shop, policy: 'across' }], 1],
    ['on other clusters', [shop, { ...shop, policy: 'far' }], 0],
    [
      'on one policy that is kept elsewhere',
      [
        { ...shop, policy: 'x' },
        { ...shop, policy: 'x' },
      ],
      1,
    ],
    ['by one that lives there', [shop, { namespace: 'shop' }], 1],
    ['both living there: Ramen does not look', [{ namespace: 'shop' }, { namespace: 'shop' }], 0],
    ['twice by one alone', [{ protects: ['shop', 'shop'] }], 0],
    [
      'different machines',
      [
        { ...shop, machines: 'a' },
        { ...shop, machines: 'b' },
      ],
      0,
    ],
    [
      'a machine of both',
      [
        { ...shop, machines: 'a' },
        { ...shop, machines: 'b, a' },
      ],
      1,
    ],
    ['a machine and everything', [{ ...shop, machines: 'a' }, shop], 1],
    ['three', [shop, shop, shop], 2],
  ])('%s', (_, applications, count) => {
    expect(problems(protectedNamespacesOverlap, applications)).toBe(count);
  });

  it('is found whichever comes first', () => {
    const application = fc.record({
      namespace: fc.constantFrom('ramen-ops', 'shop', 'web'),
      policy: fc.constantFrom('near', 'far', 'across'),
      machines: fc.option(fc.constantFrom('a', 'b', 'a, b'), { nil: undefined }),
    });
    const both = fc.tuple(application, application).map((pair) =>
      pair.map(
        ({ namespace, policy, machines }): Application => ({
          namespace,
          policy,
          ...(namespace === 'ramen-ops' ? { protects: ['shop'] } : {}),
          ...(namespace === 'ramen-ops' && machines !== undefined ? { machines } : {}),
        }),
      ),
    );
    fc.assert(
      fc.property(both, (pair) => {
        const [there, back] = [pair, [...pair].reverse()].map((each) =>
          problems(protectedNamespacesOverlap, each),
        );
        expect(there).toBe(back);
      }),
      { numRuns: 60 },
    );
  });
});

describe('volumes that two applications select', () => {
  const inShop = (selector: string, policy = 'near'): Application => ({
    namespace: 'shop',
    selector,
    policy,
  });
  it.each<[string, readonly Application[], number]>([
    ['everything twice', [inShop('{}'), inShop('{}')], 1],
    ['everything, and some', [inShop('{}'), inShop('{ matchLabels: { a: b } }')], 1],
    ['some, and everything', [inShop('{ matchLabels: { a: b } }'), inShop('{ matchLabels: {} }')], 1],
    [
      'the same in another order',
      [inShop('{ matchLabels: { a: b, c: d } }'), inShop('{ matchLabels: { c: d, a: b } }')],
      1,
    ],
    [
      'the same values in another order',
      [
        inShop('{ matchExpressions: [{ key: a, operator: In, values: [x, y] }] }'),
        inShop('{ matchExpressions: [{ key: a, operator: In, values: [y, x] }] }'),
      ],
      1,
    ],
    ['others', [inShop('{ matchLabels: { a: b } }'), inShop('{ matchLabels: { a: c } }')], 0],
    ['in other namespaces', [inShop('{}'), { namespace: 'web', selector: '{}' }], 0],
    ['on other clusters', [inShop('{}'), inShop('{}', 'far')], 0],
    ['told once where they share two clusters', [inShop('{}'), inShop('{}'), inShop('{}')], 2],
    [
      "in Argo CD's namespace, where they may run elsewhere",
      [{ namespace: 'argocd' }, { namespace: 'argocd' }],
      0,
    ],
  ])('%s', (_, applications, count) => {
    expect(problems(overlappingSelectors, applications)).toBe(count);
  });
});
