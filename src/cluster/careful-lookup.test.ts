import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { carefulLookup } from './careful-lookup.ts';

/** What was asked of whom, and what came of it. */
function look(hostname: string, dns: string | undefined): readonly string[] {
  const said: string[] = [];
  const lookup: LookupFunction = (name, _, callback) => {
    said.push(`system: ${name}`);
    callback(null, '192.0.2.1', 4);
  };
  const careful = carefulLookup({
    lookup,
    ask: (name, answer) => {
      said.push(`DNS: ${name}`);
      answer(dns);
    },
    hostsFile: () => '127.0.0.1 localhost\n192.0.2.1\thub.lab HUB # dr2.lab\n',
  });
  careful(hostname, {}, (error, address) => said.push(error?.code ?? String(address)));
  return said;
}

describe('the name of a server', () => {
  it.each([undefined, 'ENOTFOUND', 'ENODATA', 'ESERVFAIL', 'ECONNREFUSED'])(
    'is asked of the system when DNS says %s: there may be other sources',
    (code) => {
      expect(look('dr1.lab', code)).toEqual(['DNS: dr1.lab', 'system: dr1.lab', '192.0.2.1']);
    },
  );

  it('is not when DNS says nothing: nobody could call that thread back', () => {
    expect(look('dr2.lab', 'ETIMEOUT')).toEqual(['DNS: dr2.lab', 'EAI_AGAIN']);
  });

  it.each(['192.0.2.9', '::1', 'localhost', 'api.localhost', 'hub.lab', 'Hub'])(
    'needs no DNS: %s',
    (name) => {
      expect(look(name, 'ETIMEOUT')).toEqual([`system: ${name}`, '192.0.2.1']);
    },
  );
});
