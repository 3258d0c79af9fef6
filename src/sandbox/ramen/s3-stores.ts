/** `unreachable`: nobody gets an answer. `no list`: the bucket is there, and its keys may not be listed. */
export type StoreTrouble = 'unreachable' | 'no list';

/** The object stores behind the S3 profiles, by profile: in order until somebody says otherwise. */
export interface S3Stores {
  troubleOf(profile: string): StoreTrouble | undefined;
  setTrouble(profile: string, trouble: StoreTrouble | undefined): void;
  /** Profiles whose store is in any trouble. */
  troubled(): readonly string[];
  onChange(listener: () => void): () => void;
}

export function createS3Stores(): S3Stores {
  const troubles = new Map<string, StoreTrouble>();
  const listeners = new Set<() => void>();
  return {
    troubleOf: (profile) => troubles.get(profile),
    setTrouble: (profile, trouble) => {
      if (trouble === undefined) troubles.delete(profile);
      else troubles.set(profile, trouble);
      for (const listener of listeners) listener();
    },
    troubled: () => [...troubles.keys()].sort(),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
