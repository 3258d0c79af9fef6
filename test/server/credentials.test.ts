import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { connectCluster } from '../../src/cluster/connect.ts';
import { readKubeConfig } from '../../src/cluster/kubeconfig.ts';
import { ClusterError } from '../../src/model/errors.ts';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { writeKubeconfig } from '../support/http-fake.ts';
import { makeClientCertificate } from '../support/real-server.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();

/** Every way into a cluster that a kubeconfig knows, at a real API server's door. */
describe.skipIf(server === undefined)('ways into a real API server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-ways-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const ca = base64(server?.certificate ?? '');
  const own = (): string => mkdtempSync(join(folder, 'own-'));

  /** What `identity` answers with such a kubeconfig: the cluster's UID, or the error's words. */
  async function enter(
    user: Json,
    cluster: JsonObject = { 'certificate-authority-data': ca },
    place = own(),
  ) {
    const warnings: string[] = [];
    const hub = await connectCluster({
      name: 'hub',
      access: { kubeconfig: writeKubeconfig(place, server?.url ?? '', user, cluster) },
      requestTimeoutMs: 5000,
      warn: (line) => warnings.push(line),
    });
    try {
      const said = await hub.identity().then(
        ({ uid }) => uid,
        (error: unknown) =>
          error instanceof ClusterError ? `${error.reason}: ${error.message}` : String(error),
      );
      return { said, warnings };
    } finally {
      hub.close();
    }
  }
  const uid = (): string =>
    server?.kubectl(['get', 'ns', 'kube-system', '-o', 'jsonpath={.metadata.uid}']) ?? '';
  const admin = { token: server?.token ?? '' };

  function certificate(days: number) {
    if (server === undefined) throw new Error('no server');
    return makeClientCertificate(server.clientCa, { user: 'ann', group: 'system:masters', days });
  }

  it('client certificates, in the kubeconfig and in files beside it', async () => {
    const pair = certificate(1);
    const data = { 'client-certificate-data': base64(pair.certificate), 'client-key-data': base64(pair.key) };
    expect((await enter(data)).said).toBe(uid());
    const place = own();
    writeFileSync(join(place, 'ann.crt'), pair.certificate);
    writeFileSync(join(place, 'ann.key'), pair.key);
    writeFileSync(join(place, 'ca.crt'), server?.certificate ?? '');
    const files = { 'client-certificate': 'ann.crt', 'client-key': 'ann.key' };
    expect((await enter(files, { 'certificate-authority': 'ca.crt' }, place)).said).toBe(uid());
    rmSync(join(place, 'ann.key'));
    expect((await enter(files, { 'certificate-authority': 'ca.crt' }, place)).said).toMatch(
      /^unauthorized: the credentials of user "ann" of context "hub" cannot be read \(ENOENT \S+ann\.key\)/,
    );
  });

  it('a client certificate that is broken, or of somebody else', async () => {
    const pair = certificate(1);
    const broken = { 'client-certificate-data': base64('no PEM'), 'client-key-data': base64(pair.key) };
    expect((await enter(broken)).said).toMatch(/CA or client certificate in the kubeconfig cannot be used/);
    const mixed = {
      'client-certificate-data': base64(pair.certificate),
      'client-key-data': base64(certificate(1).key),
    };
    expect((await enter(mixed)).said).toMatch(/CA or client certificate in the kubeconfig cannot be used/);
  });

  it('a credential helper beside the kubeconfig, which is told whom it signs in to', async () => {
    const place = own();
    const helper = join(place, 'bin', 'helper');
    mkdirSync(join(place, 'bin'));
    const credential = JSON.stringify({ status: { token: server?.token ?? '' } });
    writeFileSync(
      helper,
      `#!/bin/sh\nprintf '%s' "$KUBERNETES_EXEC_INFO" > ${place}/info\nprintf '%s' '${credential}'\n`,
    );
    chmodSync(helper, 0o755);
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: './bin/helper',
      provideClusterInfo: true,
    };
    expect((await enter({ exec }, undefined, place)).said).toBe(uid());
    expect(JSON.parse(readFileSync(join(place, 'info'), 'utf8'))).toEqual({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1',
      spec: { cluster: { server: server?.url, 'certificate-authority-data': ca }, interactive: false },
    });
  });

  it('a helper that gives a client certificate', async () => {
    const pair = certificate(1);
    const status = { clientCertificateData: pair.certificate, clientKeyData: pair.key };
    const place = own();
    writeFileSync(join(place, 'credential'), JSON.stringify({ status }));
    expect((await enter({ exec: { command: 'cat', args: [join(place, 'credential')] } })).said).toBe(uid());
  });

  it('an OIDC token while it is good; after that the provider is asked, and named where it does not answer', async () => {
    server?.kubectl(['create', 'serviceaccount', 'ways', '-n', 'default']);
    server?.kubectl([
      'create',
      'clusterrolebinding',
      'ways',
      '--clusterrole=cluster-admin',
      '--serviceaccount=default:ways',
    ]);
    const token = server?.kubectl(['create', 'token', 'ways', '-n', 'default']) ?? '';
    const provider = (idToken: string): Json => ({
      'auth-provider': {
        name: 'oidc',
        config: {
          'idp-issuer-url': 'https://127.0.0.1:9/issuer',
          'client-id': 'x',
          'refresh-token': 'very-secret',
          'id-token': idToken,
        },
      },
    });
    expect((await enter(provider(token.trim()))).said).toBe(uid());
    const expired = ['{"alg":"none"}', '{"exp":1}']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
    const { said } = await enter(provider(`${expired}.x`));
    expect(said).toBe(
      'unauthorized: the OIDC provider https://127.0.0.1:9/issuer did not renew the token of user "ann" of context "hub": log in again at the OIDC provider',
    );
    expect(said).not.toContain('very-secret');
  });

  it('a token file, as in a pod', async () => {
    const place = own();
    const mount = join(place, 'var/run/secrets/kubernetes.io/serviceaccount');
    mkdirSync(mount, { recursive: true });
    writeFileSync(join(mount, 'token'), server?.token ?? '');
    writeFileSync(join(mount, 'ca.crt'), server?.certificate ?? '');
    const { hostname, port } = new URL(server?.url ?? '');
    const kept = {
      KUBERNETES_SERVICE_HOST: process.env.KUBERNETES_SERVICE_HOST,
      KUBERNETES_SERVICE_PORT: process.env.KUBERNETES_SERVICE_PORT,
    };
    Object.assign(process.env, { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port });
    try {
      const config = await readKubeConfig({ inCluster: true }, process.env, place);
      expect(config.getCurrentCluster()?.server).toBe(server?.url);
      const options: { headers?: Record<string, string> } = {};
      await config.applyToHTTPSOptions(options as never);
      expect(options.headers?.Authorization).toBe(`Bearer ${server?.token}`);
    } finally {
      for (const [name, value] of Object.entries(kept)) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });

  it('a proxy, and what it answers', async () => {
    const asked: string[] = [];
    const answers = { status: 200 };
    const proxy = createServer();
    proxy.on('connect', (request, socket) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization'] ?? 'nobody'}`);
      if (answers.status !== 200) return void socket.end(`HTTP/1.1 ${answers.status} No\r\n\r\n`);
      const [host = '', port = ''] = (request.url ?? '').split(':');
      const out = connectSocket(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        out.pipe(socket).pipe(out);
      });
      for (const end of [socket, out]) end.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const address = proxy.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const through = (url: string) => enter(admin, { 'certificate-authority-data': ca, 'proxy-url': url });
    expect((await through(`http://ann:very-secret@127.0.0.1:${port}`)).said).toBe(uid());
    expect(asked[0]).toBe(`${new URL(server?.url ?? '').host} Basic ${base64('ann:very-secret')}`);
    answers.status = 407;
    expect((await through(`http://127.0.0.1:${port}`)).said).toMatch(
      /^unreachable: the proxy http:\/\/127\.0\.0\.1:\d+ .* answered 407: it wants a user and password/,
    );
    answers.status = 503;
    expect((await through(`http://127.0.0.1:${port}`)).said).toMatch(
      /answered 503: it does not reach or allow 127\.0\.0\.1:/,
    );
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
    const dead = await through(`http://ann:very-secret@127.0.0.1:${port}`);
    expect(dead.said).toMatch(
      /^unreachable: the proxy http:\/\/127\.0\.0\.1:\d+ .* refused the connection: is it running/,
    );
    expect(dead.said).not.toContain('very-secret');
    await expect(through('proxy without a scheme')).rejects.toThrow(/the proxy of cluster "c" is no URL/);
  });

  it('a server that nobody verifies, with a warning', async () => {
    const { said, warnings } = await enter(admin, { 'insecure-skip-tls-verify': true });
    expect(said).toBe(uid());
    expect(warnings).toEqual([
      `hub: context "hub" sets insecure-skip-tls-verify: whoever answers at ${server?.url} is believed, and sees the credentials`,
    ]);
    expect((await enter(admin)).warnings).toEqual([]);
  });

  it('a server of another name', async () => {
    const { said } = await enter(admin, {
      'certificate-authority-data': ca,
      'tls-server-name': 'api.example',
    });
    expect(said).toMatch(/its certificate names other hosts .* or set tls-server-name/);
    expect(
      (await enter(admin, { 'certificate-authority-data': ca, 'tls-server-name': 'kubernetes' })).said,
    ).toMatch(/./);
    expect(existsSync(folder)).toBe(true);
  });
});
