import { UserError } from '../../model/errors.ts';
import { readRamenConfig } from '../ramen/config/ramen-config.ts';
import type { Sandbox } from '../start.ts';
import type { HandCommand } from './hand-command.ts';
import { requireHub, requireRamen } from './require-named.ts';

export const loseStore: HandCommand = {
  name: 'lose-store',
  usage: 'lose-store <profile>',
  summary: 'the object store of an S3 profile does not answer any more',
  run: (sandbox, [name]) => {
    const profile = requireProfile(sandbox, name);
    requireRamen(sandbox).loseStore(profile);
    return `the store of ${profile} is lost`;
  },
};

export const returnStore: HandCommand = {
  name: 'return-store',
  usage: 'return-store <profile>',
  summary: 'it answers again, with all that was in it',
  run: (sandbox, [name]) => {
    const ramen = requireRamen(sandbox);
    const profile = requireProfile(sandbox, name);
    if (!ramen.lostStores().includes(profile)) throw new UserError(`the store of ${profile} is not lost`);
    ramen.returnStore(profile);
    return `the store of ${profile} is back`;
  },
};

function requireProfile(sandbox: Sandbox, name: string | undefined): string {
  requireHub(sandbox);
  const config = readRamenConfig(sandbox.world.hub);
  const profiles = typeof config === 'string' ? [] : config.profiles.map((profile) => profile.name);
  if (name !== undefined && profiles.includes(name)) return name;
  const known = profiles.length === 0 ? 'there is none' : `there are ${profiles.join(', ')}`;
  throw new UserError(
    `${name === undefined ? 'which S3 profile is not said' : `no S3 profile ${name}`}; ${known}`,
  );
}
