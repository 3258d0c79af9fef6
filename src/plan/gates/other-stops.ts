import type { Gate } from './define-gate.ts';

/** A stop that the comparison, the server or the lint finds by itself, before the gates are asked. */
export interface OtherStop extends Pick<Gate, 'id' | 'summary' | 'why'> {
  /** What `--allow` needs behind the `=`; absent where nothing may pass. */
  readonly allow?: string;
}

/** Shown in a plan like gates, and explained like them. `override-live` is no stop, but what lets a held object go on to the gates. */
export const otherStops: readonly OtherStop[] = [
  {
    id: 'override-live',
    summary: "Lets Git's runtime fields go to the gates although they are held.",
    why: `Runtime fields are held where somebody else changed them, or where nobody can know. This permission counts for one
object and one metadata.generation only, so that it cannot override the next operator, and it leads to the gates, not past them.`,
    allow: '<object>@<generation>',
  },
  {
    id: 'hold',
    summary: 'Somebody has frozen the object, or its application; it is held, and that is no failure.',
    why: `The annotation ramen-sync.io/hold, on the live object or in Git, freezes it: "<reason>; until 2027-01-31". On a
DRPlacementControl or on what that places, it freezes both: they are one application. Nothing of it is
written, the plan shows it as held with the reason, and the exit status stays 0. An \`until\` that cannot be read means no end. The
annotation in Git is never written to the cluster. To let the object go, remove the annotation where it stands, or let its day pass.`,
  },
  {
    id: 'lint',
    summary: 'The manifest, or one that it depends on, has a lint error.',
    why: `A mistake stops what it touches and nothing else. An object whose own manifest is wrong cannot be allowed; one that only
depends on such an object may be, when what is on the cluster is good: an emergency must not wait for a typo elsewhere.`,
    allow: '<object>',
  },
  {
    id: 'manager',
    summary: "A field of Git belongs to another field manager that is not a person's.",
    why: `Fields of kubectl and other tools of people are taken over after the plan has named them. Those of Ramen, of Open Cluster
Management and of other GitOps engines never are: the two would fight for ever. A manager on neither list stops the change
until takeOver in ramen-sync.yaml names it, or it is allowed for the object. (Kubernetes: server-side apply, conflicts.)`,
    allow: '<object>',
  },
  {
    id: 'not-judged',
    summary: 'The change can move data, and no gate judges it.',
    why: 'What cannot be judged does not pass by chance.',
    allow: '<object>',
  },
  {
    id: 'server-refuses',
    summary: 'The API server refuses the change in its dry run.',
    why: `The message is the server's own. A field that cannot be changed is refused here: such a change needs a deletion and a
creation, which for a DRPlacementControl ends the protection of the application.`,
  },
  {
    id: 'wrong-cluster',
    summary: 'The cluster is not the one that the configuration expects.',
    why: 'The UID of its namespace kube-system differs from the id in the configuration, so nothing is written to it.',
  },
  {
    id: 'being-deleted',
    summary: 'The object is being deleted on the cluster.',
    why: 'A deletion cannot be taken back; what is applied to the object now would go with it.',
  },
  {
    id: 'live-unreadable',
    summary: "Ramen's configuration on the cluster cannot be read, or not be changed.",
    why: `It is merged key by key, and a text that is no map of keys cannot be merged without losing what somebody wrote. Mend it
with kubectl edit; where Git has the whole configuration, emptying the text is enough: the next apply fills it.`,
  },
  {
    id: 'config-incomplete',
    summary: "Ramen's configuration would be created without keys that a running operator needs.",
    why: `A running operator reads the text without its defaults, so a missing key means false or nothing until it starts again.
(Ramen: internal/controller/ramenconfig.go, ConfigMapGet.)`,
  },
];
