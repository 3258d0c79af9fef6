import { getString } from '../../src/model/field-path.ts';
import { builtInResources } from '../../src/sandbox/resources/built-in.ts';
import { apiVersionOf } from '../../src/sandbox/resources/resource.ts';
import { crdsFor } from '../../src/sandbox/resources/shipped-crds.ts';
import { accessCases } from '../conformance/cases/access-cases.ts';
import { applyCases } from '../conformance/cases/apply-cases.ts';
import { flowCases } from '../conformance/cases/flow-cases.ts';
import { objectCases } from '../conformance/cases/object-cases.ts';
import { readCases } from '../conformance/cases/read-cases.ts';
import { validationCases } from '../conformance/cases/validation-cases.ts';
import type { ConformanceCase } from '../conformance/conformance-case.ts';
import { lesser, notThere } from '../conformance/not-there.ts';

const chapters: readonly (readonly [string, readonly ConformanceCase[]])[] = [
  ['Objects', objectCases],
  ['Server-side apply', applyCases],
  ['Validation', validationCases],
  ['Reading', readCases],
  ['Permissions', accessCases],
  ['Priority and fairness', flowCases],
];

/** `docs/sandbox-api.md` */
export function sandboxApiPage(): string {
  return `<!-- Written by npm run generate. -->
# The sandbox's API servers

One for each cluster, in the process of the sandbox, with the kinds that such a cluster has. When one and a real
kube-apiserver differ, the sandbox is wrong, and tests look for it:

- Cases run unchanged on both ([test/conformance](../test/conformance)); what they say is listed below.
- Thousands of drawn sequences of creates, applies, updates, patches of every type and deletes by three managers, over Ramen's
  kinds, Placements, ConfigMaps, Secrets and a kind with every sort of list and map, compare status codes, messages, warnings,
  objects and claims ([conformance-random.test.ts](../test/server/conformance-random.test.ts)). \`SEQUENCES=100000 SEED=7 npm run
  conformance:random\` plays more.
- The same commands of kubectl, of which people see the same
  ([kubectl-alike.test.ts](../test/server/kubectl-alike.test.ts)), and what they see of changes while they watch
  ([kubectl-watch.test.ts](../test/server/kubectl-watch.test.ts)).

What cannot be equal is left out of the comparison: times, UIDs, versions; and what the server itself decides by chance: the order
of several reasons, and which of several faults of decoding it meets first.

## Kinds

On every cluster: ${listed(builtInResources().map((each) => `${each.kind} (${apiVersionOf(each)})`))}; and permission reviews.

On the hub: ${listed(kindsOf('hub'))}.

On managed clusters: ${listed(kindsOf('managed'))}.

## What is not there

Each is answered with an error that says so, which is tested.

| what | answer | why, or what instead |
|---|---|---|
${notThere.map(({ what, status, words, why }) => `| ${what} | ${status} \`${words}\` | ${why} |`).join('\n')}

## What does less

| what | how |
|---|---|
${lesser.map(([what, how]) => `| ${what} | ${how} |`).join('\n')}

## What is the same

${chapters.map(([title, cases]) => `### ${title}\n\n${cases.map(({ name }) => `- ${name}`).join('\n')}\n`).join('\n')}`;
}

function kindsOf(role: 'hub' | 'managed'): readonly string[] {
  return crdsFor(role).flatMap((crd) => getString(crd, ['spec', 'names', 'kind']) ?? []);
}

function listed(names: readonly string[]): string {
  return [...new Set(names)].sort().join(', ');
}
