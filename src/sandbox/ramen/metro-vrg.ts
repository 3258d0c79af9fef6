import { type Application, newClaim, type Site } from './applications.ts';
import { emptyVolume, type Volume } from './volume.ts';
import type { VrgFinding } from './vrg-conditions.ts';

/**
 * A primary of Metro: the claim is bound to the volume that both clusters see, whatever the other one does with it. There is
 * nothing to promote, and that is why Ramen demands a fence before. (Ramen: vrg_volrep.go, processVRAsPrimary for spec.sync.)
 */
export function handleMetroPrimary(
  application: Application,
  site: Site,
  claimChanged: () => void,
): VrgFinding {
  if (site.claim === undefined) {
    if (!application.archived) return { role: 'primary', step: 'no claims' };
    site.claim = newClaim(site.volume ?? emptyVolume());
    claimChanged();
  }
  site.volume = site.claim.volume;
  site.volume.role = 'primary';
  application.archived = true;
  for (const other of application.sites.values()) {
    if (other !== site && other.claim === undefined) other.volume = sameData(site.volume);
  }
  return { role: 'primary', step: 'ready' };
}

/** A secondary waits until the application and its claim are gone; the volume stays as it is. */
export function handleMetroSecondary(site: Site, claimChanged: () => void): VrgFinding {
  if (site.claim?.terminating === false) return { role: 'secondary', step: 'stuck' };
  if (site.volume !== undefined) site.volume.role = 'secondary';
  if (site.claim !== undefined) {
    site.claim = undefined;
    claimChanged();
  }
  return { role: 'secondary', step: 'ready' };
}

/** Another cluster's view of the volume: what one writes, both hold. */
function sameData(volume: Volume): Volume {
  return { content: volume.content, role: 'secondary', diverged: false };
}
