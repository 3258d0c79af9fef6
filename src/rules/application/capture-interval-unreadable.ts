import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const path = ['spec', 'kubeObjectProtection', 'captureInterval'];

/** What Go's time.ParseDuration reads. */
const goDuration = /^[-+]?(?:0|(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h))+)$/;

export const captureIntervalUnreadable = defineRule({
  id: 'capture-interval-unreadable',
  severity: 'error',
  summary: 'A capture interval is written in a way that the API server may accept and Ramen cannot read.',
  page: () => ({
    why: `The schema's \`duration\` also knows days, weeks and words; Ramen reads the field with Go, which knows hours, minutes,
seconds and less. An object that Ramen cannot read breaks the list of all DRPlacementControls, not only its own.`,
    fix: 'Write hours, minutes and seconds: `24h`, `30m`, `1h30m`.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drplacementcontrol_types.go',
      'https://pkg.go.dev/time#ParseDuration',
      'https://github.com/kubernetes/kube-openapi/blob/master/pkg/validation/strfmt/duration.go',
    ],
    invalid: [
      {
        title: 'A day',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection:
    captureInterval: 1d # finding
`,
      },
    ],
    valid: [
      {
        title: 'The same in hours',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection:
    captureInterval: 24h
`,
      },
    ],
  }),
  *check(topology) {
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const text = getAt(drpc.object, path);
      if (typeof text !== 'string' || goDuration.test(text)) continue;
      const unit = /^\s*[\d.]+\s*([^\d\s.]+)/.exec(text)?.[1];
      yield {
        manifest: drpc,
        path,
        message: `${nameOf(drpc)} has the captureInterval ${quoted(text)}, which Ramen cannot read`,
        label: 'no duration in Go',
        ramen:
          unit === undefined
            ? `time: invalid duration ${quoted(text)}`
            : `time: unknown unit ${quoted(unit)} in duration ${quoted(text)}`,
        help: 'write hours, minutes and seconds, as 24h or 1h30m',
      };
    }
  },
});
