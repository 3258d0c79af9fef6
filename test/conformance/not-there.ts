import type { SendOptions } from './api-client.ts';

/** What a kube-apiserver has and the sandbox has not: it says so, and how is tested. */
export interface NotThere {
  readonly what: string;
  /** Why, or what to do instead. */
  readonly why: string;
  readonly ask: readonly [method: string, path: string, options?: SendOptions];
  readonly status: number;
  readonly words: string;
}

const noPage = { status: 404, words: '404 page not found' };
const map = '/api/v1/namespaces/default/configmaps';

export const notThere: readonly NotThere[] = [
  {
    what: "Kubernetes' other kinds: Pods, Deployments, Nodes and all the rest",
    why: 'ramen-sync meets none of them; CustomResourceDefinitions can be created',
    ask: ['GET', '/apis/apps/v1/namespaces/default/deployments'],
    ...noPage,
  },
  {
    what: 'admission webhooks and policies',
    why: 'the CRDs of Ramen and its neighbours bring none that ramen-sync depends on',
    ask: ['GET', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'],
    ...noPage,
  },
  {
    what: 'subresources but `status`: `scale`, `log`, `exec`, `eviction`, `token`',
    why: 'no kind here has them',
    ask: ['GET', `${map}/some/scale`],
    ...noPage,
  },
  {
    what: 'OpenAPI v2',
    why: 'v3 is there, and kubectl reads that',
    ask: ['GET', '/openapi/v2'],
    ...noPage,
  },
  {
    what: 'metrics, logs and profiles of the server',
    why: 'it is no process of its own',
    ask: ['GET', '/metrics'],
    ...noPage,
  },
  {
    what: 'answers in protobuf, CBOR or YAML',
    why: 'clients take JSON too; bodies are read in JSON, YAML and, where kubectl sends nothing else, protobuf',
    ask: ['GET', map, { accept: 'application/vnd.kubernetes.protobuf' }],
    status: 406,
    words: 'only the following media types are accepted: application/json',
  },
  {
    what: 'metadata alone (`PartialObjectMetadata`), and discovery in one document',
    why: 'clients that prefer them take whole objects and documents too',
    ask: ['GET', map, { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' }],
    status: 406,
    words: 'only the following media types are accepted: application/json',
  },
  {
    what: 'the garbage collector: `Foreground` and `Orphan` deletion',
    why: 'owner references are kept and followed by nobody; an object goes alone',
    ask: ['DELETE', `${map}/some?propagationPolicy=Foreground`],
    status: 501,
    words: 'no garbage collector here: propagationPolicy Foreground cannot be carried out',
  },
  {
    what: 'conversion of custom resources by a webhook',
    why: 'the versions of a kind must have the same fields',
    ask: [
      'POST',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      {
        body: {
          metadata: { name: 'gadgets.test.io' },
          spec: {
            group: 'test.io',
            scope: 'Namespaced',
            names: { kind: 'Gadget', plural: 'gadgets' },
            conversion: { strategy: 'Webhook' },
            versions: [],
          },
        },
      },
    ],
    status: 422,
    words: 'spec.conversion.strategy: Unsupported value: "Webhook": supported values: "None"',
  },
  {
    what: 'tokens of service accounts and other ways to log in',
    why: 'whoever has the kubeconfig is its administrator, and speaks for others with `--as`',
    ask: ['GET', map, { token: 'of-somebody-else' }],
    status: 401,
    words: 'Unauthorized',
  },
  {
    what: 'addresses but the loopback',
    why: 'it is for rehearsals and tests on one machine',
    ask: ['GET', '/version', { host: 'example.com' }],
    status: 403,
    words: 'forbidden: the sandbox answers on loopback only',
  },
];

/** What is there and does less, without an error that could tell. */
export const lesser: readonly (readonly [what: string, how: string])[] = [
  ['RBAC', 'whoever may write roles may give away what they do not have'],
  [
    'priority and fairness',
    'a level of no shares and no borrowing serves one request at a time and refuses the rest with 429, also where it says `Queue`; no other level refuses anybody: shares are not counted, nothing is queued, lent or borrowed. `Retry-After` is always 1, where a real server asks who insists for up to 8 seconds. Schemas see requests for resources only; none comes with the server, and their status is written by nobody',
  ],
  ['a namespace that is deleted', 'is emptied at once; a real one goes when its controller has been by'],
  [
    'CustomResourceDefinitions',
    'are served as soon as they are stored, and their own schemas are not judged',
  ],
  [
    'PersistentVolumeClaims, Events and Leases',
    'are stored as they come: what Kubernetes checks of them in Go is not checked, and nobody binds a claim',
  ],
  [
    'an apply that changes nothing, and states what its endpoint drops (a status, or a spec through the status)',
    'is never a write; on a real server it is one from the next second on',
  ],
  ['quotas, limits, service accounts', 'no admission plugin fills in or refuses anything'],
  ['watches as WebSockets', 'are answered as ordinary watches'],
  ['history', 'the last 5,000 events can be watched again; a real server forgets by time'],
];
