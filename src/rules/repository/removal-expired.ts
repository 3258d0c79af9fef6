import { removal } from '../../kinds/removal.ts';
import { getString } from '../../model/field-path.ts';
import { isAfterDay, isDay } from '../../model/last-day.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';

const path = ['spec', 'expires'];

export const removalExpired = defineRule({
  id: 'removal-expired',
  severity: 'warning',
  summary: 'The last day of a Removal is over, or is no day.',
  page: () => ({
    why: `A Removal permits deletions up to its last day, so that one that was forgotten cannot delete something years later. After
that day it does nothing; one whose day does not exist never permitted anything.`,
    fix: 'Drop the document. Where something of it is still to be deleted, give it a new day, and have that reviewed.',
    links: ['https://kubernetes.io/docs/concepts/architecture/garbage-collection/'],
    invalid: [
      {
        title: 'Its day is over',
        yaml: `apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: retire-cart }
spec:
  objects:
    - { kind: DRPlacementControl, namespace: shop, name: cart, uid: 6f0c2d3e-0000-4000-8000-000000000000 }
  reason: application retired
  expires: 2020-01-31 # finding
`,
      },
      {
        title: 'There is no such day',
        yaml: `apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: retire-cart }
spec:
  objects:
    - { kind: DRPlacementControl, namespace: shop, name: cart, uid: 6f0c2d3e-0000-4000-8000-000000000000 }
  reason: application retired
  expires: 2999-02-30 # finding
`,
      },
    ],
    valid: [
      {
        title: 'It still counts',
        yaml: `apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: retire-cart }
spec:
  objects:
    - { kind: DRPlacementControl, namespace: shop, name: cart, uid: 6f0c2d3e-0000-4000-8000-000000000000 }
  reason: application retired
  expires: 2999-12-31
`,
      },
    ],
  }),
  *check(topology, now) {
    for (const manifest of manifestsOf(topology, removal)) {
      const day = getString(manifest.object, path);
      if (day === undefined || (isDay(day) && !isAfterDay(day, now))) continue;
      const { name } = manifest.key;
      yield isDay(day)
        ? {
            manifest,
            path,
            message: `Removal ${name} has expired: its last day was ${day}`,
            help: 'drop the document',
          }
        : {
            manifest,
            path,
            message: `Removal ${name} permits nothing: its last day ${day} is no day of the calendar`,
            help: 'write a day, as in 2027-01-31',
          };
    }
  },
});
