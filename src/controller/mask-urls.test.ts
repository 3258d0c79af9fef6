import { describe, expect, it } from 'vitest';
import { maskUrls } from './mask-urls.ts';

describe('maskUrls', () => {
  it.each([
    ['cannot fetch https://user:tok@git.example/dr.git', 'cannot fetch https://(secret)@git.example/dr.git'],
    ['https://tok@git.example/a', 'https://(secret)@git.example/a'],
    ['git://user:tok@git.example/a', 'git://(secret)@git.example/a'],
    ['ssh://git:tok@git.example/a', 'ssh://git:(secret)@git.example/a'],
    ['user:tok@git.example:dr.git is no URL', 'user:(secret)@git.example:dr.git is no URL'],
  ])('hides the password of %s', (text, masked) => {
    expect(maskUrls(text)).toBe(masked);
    expect(maskUrls(text)).not.toContain('tok');
  });

  it.each(['ssh://git@git.example:22/dr.git', 'git@git.example:dr.git', 'https://git.example/dr.git'])(
    'leaves %s as it is',
    (text) => {
      expect(maskUrls(text)).toBe(text);
    },
  );
});
