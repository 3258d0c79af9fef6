import { kindOf, kinds } from '../../kinds/registry.ts';
import type { Manifest } from '../../model/manifest.ts';
import { isOfGroup } from '../../model/object-ref.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { listed } from '../wording.ts';

const group = 'ramendr.openshift.io';

/** What earlier Ramen called it, and what does its work now. */
const successors: Readonly<Record<string, string>> = {
  AppVolumeReplication: 'DRPlacementControl',
  ApplicationVolumeReplication: 'DRPlacementControl',
};

export const unknownRamenKind = defineRule({
  id: 'unknown-ramen-kind',
  severity: 'error',
  summary: "An object of Ramen's API has a kind that Ramen does not have.",
  page: () => ({
    why: `The API server refuses it, and everything that the object was to say is missing: a DRPolicy that is spelled
\`DrPolicy\` is no policy. AppVolumeReplication is what the DRPlacementControl was called before its first release; its
fields have changed as well.`,
    fix: 'Write the kind as it is called, in the same case.',
    links: ['https://github.com/RamenDR/ramen/tree/main/api/v1alpha1', 'https://github.com/RamenDR/recipe'],
    invalid: [
      {
        title: 'In the wrong case',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DrPolicy # finding
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
      {
        title: 'A name of the past',
        yaml: `apiVersion: ramendr.openshift.io/v1
kind: AppVolumeReplication # finding
metadata: { name: cart, namespace: shop }
spec: {}
`,
      },
    ],
    valid: [
      {
        title: 'As it is called',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
  }),
  *check(topology) {
    for (const manifest of topology.manifests) {
      const { apiVersion, kind } = manifest.key;
      if (isOfGroup(apiVersion, group) && kindOf(apiVersion, kind) === undefined) yield problem(manifest);
    }
  },
});

function problem(manifest: Manifest): Problem {
  const { apiVersion, kind, name } = manifest.key;
  const known = kinds.filter((each) => each.group === group).map((each) => each.kind);
  const successor = Object.hasOwn(successors, kind) ? successors[kind] : undefined;
  const meant = successor === undefined ? similarName(kind, known) : undefined;
  const isCase = meant?.toLowerCase() === kind.toLowerCase();
  return {
    manifest,
    path: ['kind'],
    message:
      successor === undefined
        ? `${kind} ${name}: Ramen has no such kind`
        : `${kind} ${name}: this kind is now ${successor}, with other fields`,
    label: successor === undefined ? 'unknown kind' : 'a kind of the past',
    ramen: `no matches for kind "${kind}" in version "${apiVersion}"`,
    help: helpOf(kind, successor, meant, known),
    ...(meant !== undefined && isCase ? { fix: { type: 'set' as const, path: ['kind'], value: meant } } : {}),
  };
}

function helpOf(
  kind: string,
  successor: string | undefined,
  meant: string | undefined,
  known: readonly string[],
): string {
  if (successor !== undefined) {
    return `write a ${successor} of ramendr.openshift.io/v1alpha1 with placementRef, drPolicyRef and pvcSelector`;
  }
  return meant === undefined
    ? `its kinds are ${listed([...known].sort())}`
    : `write ${meant}${describeDifference(kind, meant)}`;
}
