// The least that can apply a folder of objects: every file read and sent as it is, a fixed number at a time, folder by
// folder in the order of the waves. No plan, no look at the answer but its status.
//   node bare-client.js <folder> <url> <token> <certificate file> <parallel>
import { readdirSync, readFileSync } from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';

const [folder, url, token, certificate, parallel] = process.argv.slice(2);
const agent = new https.Agent({
  keepAlive: true,
  maxSockets: Number(parallel),
  ca: readFileSync(certificate),
});
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.yaml'),
);
const plurals = {
  Namespace: 'namespaces',
  Secret: 'secrets',
  ConfigMap: 'configmaps',
  DRCluster: 'drclusters',
  DRPolicy: 'drpolicies',
  ManagedClusterSetBinding: 'managedclustersetbindings',
  Placement: 'placements',
  DRPlacementControl: 'drplacementcontrols',
};
const order = Object.keys(plurals);
const objects = files
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .map((text) => ({ text, kind: /^kind: (\S+)$/m.exec(text)[1], path: pathOf(text) }));

for (const kind of order) {
  const queue = objects.filter((object) => object.kind === kind).values();
  await Promise.all(
    Array.from({ length: Number(parallel) }, async () => {
      for (const object of queue) await send(object);
    }),
  );
}
agent.destroy();

function pathOf(text) {
  const field = (name) => new RegExp(`^ {0,2}${name}: (\\S+)$`, 'm').exec(text)?.[1];
  const group = field('apiVersion');
  const namespace = /^metadata:\n(?: {2}.*\n)*? {2}namespace: (\S+)$/m.exec(text)?.[1];
  const root = group.includes('/') ? `/apis/${group}` : `/api/${group}`;
  const place = namespace === undefined ? '' : `/namespaces/${namespace}`;
  return `${root}${place}/${plurals[field('kind')]}/${field('name')}?fieldManager=bare&fieldValidation=Strict`;
}

function send({ text, path }) {
  return new Promise((done, refuse) => {
    const request = https.request(
      `${url}${path}`,
      {
        method: 'PATCH',
        agent,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/apply-patch+yaml' },
      },
      (response) => {
        let answer = '';
        response.setEncoding('utf8').on('data', (piece) => {
          answer += piece;
        });
        response.on('end', () =>
          response.statusCode < 300 ? done() : refuse(new Error(`${path}: ${response.statusCode} ${answer}`)),
        );
      },
    );
    request.on('error', refuse);
    request.end(text);
  });
}
