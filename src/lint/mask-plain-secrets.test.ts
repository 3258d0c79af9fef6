import { describe, expect, it } from 'vitest';
import { maskPlainSecrets } from './mask-plain-secrets.ts';

const head = 'kind: RamenConfig\n';

describe('secrets where none belongs', () => {
  it.each([
    ['https://admin:hunter2@minio:9000/x', 'https://********@minio:9000/x'],
    ['a: "http://hunter2@minio" # b', 'a: "http://********@minio" # b'],
    ['https://u:hunter/2@@minio', 'https://********@minio'],
    ['ssh://git@forge/dr.git', 'ssh://git@forge/dr.git'],
    ['https://minio:9000', 'https://minio:9000'],
  ])('%j', (text, masked) => expect(maskPlainSecrets(text)).toBe(masked));

  it.each([
    ['secretAccessKey: hunter2 # mine\n', 'secretAccessKey: ********\n'],
    ['  - token: "hunter2"\r\n', '  - token: ********\r\n'],
    ['\ttoken: hunter2', '\ttoken: ********'],
    [
      'password: |\n  hunter2\n\n  hunter3\nvolSync: {}\n',
      'password: ********\n  ********\n\n  ********\nvolSync: {}\n',
    ],
    [
      'auth:\n  header: hunter2\n  more:\n  - hunter3\nx: 1\n',
      'auth:\n  ********\n  ********\n  ********\nx: 1\n',
    ],
    ['a: { token: "hunter2", b: 1 }', 'a: { token: "********", b: 1 }'],
    ['text: "x: 1\\ntoken: hunter2\\ny: 2\\n"', 'text: "x: 1\\ntoken: ********\\ny: 2\\n"'],
    ['{"token":"hunter2","x":1}', '{"token":"********","x":1}'],
    ['"auth":{"header":"hunter2","x":"y"},"z":1}', '"auth":********,"z":1}'],
    ['text: "auth:\\n  header: hunter2\\nvolSync: {}\\n"', 'text: "auth:\\n  ********\\nvolSync: {}\\n"'],
    ['text: "pass: |\\n  hunter2\\n"', 'text: "pass: |\\n  hunter2\\n"'],
    ['text: "password: |\\n  hunter2\\n"', 'text: "password: ********\\n  ********\\n"'],
    ['token: "hunter2\n', 'token: ********\n'],
    ['s3SecretRef: { name: s3-dr1 }\n', 's3SecretRef: { name: s3-dr1 }\n'],
    [
      'drClusterOperator: { s3SecretDistributionEnabled: true }\n',
      'drClusterOperator: { s3SecretDistributionEnabled: true }\n',
    ],
    ['caCertificates: aGVsbG8=\n', 'caCertificates: aGVsbG8=\n'],
  ])('in the configuration: %j', (text, masked) => {
    expect(maskPlainSecrets(head + text)).toBe(head + masked);
  });

  it('elsewhere keys say nothing', () => {
    expect(maskPlainSecrets('kind: Recipe\ntoken: x\n')).toBe('kind: Recipe\ntoken: x\n');
  });
});
