import type { RemovalEntry } from '../../topology/removals.ts';
import { readRemovals } from '../../topology/removals.ts';
import type { Topology } from '../../topology/topology.ts';
import { findManifest } from '../../topology/topology.ts';
import { defineRule, type Spot } from '../define-rule.ts';

export const removalOfStated = defineRule({
  id: 'removal-of-stated',
  severity: 'warning',
  summary: 'A Removal asks to delete what the repository still states.',
  page: () => ({
    why: `One of the two is a mistake, and nobody can know which. While the live object has the UID that the Removal names, ramen-sync
neither deletes it nor changes it: an edit that is urgent would wait for this one. Where the object was made anew after the Removal
was carried out, the entry is spent.`,
    fix: 'Take the object out of the repository together with the Removal, or drop the entry.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'The policy is still there',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
---
apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: retire-policy }
spec:
  objects:
    - { kind: DRPolicy, name: p5m, uid: 6f0c2d3e-0000-4000-8000-000000000000 } # finding
  reason: nobody uses it
  expires: 2999-12-31
`,
      },
    ],
    valid: [
      {
        title: 'Another policy',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec:
  schedulingInterval: 5m
  drClusters: [dr1, dr2]
---
apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: retire-policy }
spec:
  objects:
    - { kind: DRPolicy, name: p1m, uid: 6f0c2d3e-0000-4000-8000-000000000000 }
  reason: nobody uses it
  expires: 2999-12-31
`,
      },
    ],
  }),
  *check(topology) {
    for (const entry of readRemovals(topology)) {
      const stated = statedBy(entry, topology);
      if (stated === undefined) continue;
      const { manifest, path, target } = entry;
      const name = target.type === 'unclear' ? '' : target.name;
      yield {
        manifest,
        path: [...path, 'name'],
        message: `Removal ${manifest.key.name} asks to delete ${name}, which the repository still states`,
        related: [{ ...stated, message: 'stated here' }],
        help: 'take it out of the repository, or drop the entry',
      };
    }
  },
});

function statedBy({ target }: RemovalEntry, topology: Topology): Spot | undefined {
  if (target.type === 'unclear') return undefined;
  if (target.type === 's3-profile') {
    const profile = topology.s3Profiles.find(({ name }) => name === target.name);
    return profile && { manifest: profile.config.manifest, within: profile.config, path: profile.path };
  }
  const manifest = findManifest(topology, target.kind, target.name, target.namespace);
  return manifest && { manifest, path: ['metadata', 'name'] };
}
