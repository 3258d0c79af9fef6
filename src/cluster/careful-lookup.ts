import { lookup, Resolver } from 'node:dns';
import { readFileSync } from 'node:fs';
import { isIP, type LookupFunction } from 'node:net';

/** Who is asked for names. */
export interface NameSystem {
  /** The operating system: every source of names that it has, on a thread that cannot be called back. */
  readonly lookup: LookupFunction;
  /** The DNS servers alone. Answers the code of the error, if there is one. */
  readonly ask: (hostname: string, answer: (code: string | undefined) => void) => void;
  readonly hostsFile: () => string;
}

/**
 * Asks the operating system only for what it will answer. A look-up whose DNS server says nothing holds one of the few
 * threads that all clusters share, and the end of the process too, which Node puts off until that thread is back. So the
 * DNS servers are first asked by Node itself, which can let go; any answer of theirs will do, "no such name" as well.
 */
export function carefulLookup(system: NameSystem = systemOfNode): LookupFunction {
  return (hostname, options, callback) => {
    if (isIP(hostname) !== 0 || isLocal(hostname, system.hostsFile())) {
      system.lookup(hostname, options, callback);
      return;
    }
    system.ask(hostname, (code) => {
      if (code !== 'ETIMEOUT') return system.lookup(hostname, options, callback);
      const error = Object.assign(new Error(`no DNS server answers for ${hostname}`), { code: 'EAI_AGAIN' });
      callback(error, '', 4);
    });
  };
}

/** Two servers and a lost packet are within the deadline of a request. */
const TIMEOUT = { timeout: 2000, tries: 2 };

const systemOfNode: NameSystem = {
  lookup,
  ask: (hostname, answer) => {
    new Resolver(TIMEOUT).resolve4(hostname, (error) => answer(error?.code));
  },
  hostsFile: () => {
    try {
      return readFileSync('/etc/hosts', 'utf8');
    } catch {
      return '';
    }
  },
};

function isLocal(hostname: string, hosts: string): boolean {
  if (hostname === 'localhost' || hostname.endsWith('.localhost')) return true;
  const wanted = hostname.toLowerCase();
  return hosts.split('\n').some((line) => {
    const [, ...names] = (line.split('#')[0] ?? '').toLowerCase().split(/\s+/);
    return names.includes(wanted);
  });
}
