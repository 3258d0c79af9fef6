import type { FieldPath } from '../model/field-path.ts';
import { canonicalJson } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { formatRef } from '../model/object-ref.ts';
import type { FieldChange } from '../model/plan.ts';
import type { SourceFile } from '../model/source.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import type { FileStore } from '../ports/repository.ts';
import { setValue } from '../yaml/edit.ts';
import { applyEdits } from '../yaml/splice.ts';

/** One file as `adopt` would leave it. */
export interface AdoptedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** As people write them: `drpc/shop/cart`. */
  readonly objects: readonly string[];
}

export interface AdoptProblem {
  readonly object: string;
  readonly message: string;
}

export interface AdoptOutcome {
  readonly files: readonly AdoptedFile[];
  readonly problems: readonly AdoptProblem[];
}

/** Every change whose runtime fields are held: what `adopt` can write back to Git. */
export function heldChanges(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return changes.filter(({ change }) => change.fields.some((field) => field.held));
}

/**
 * Writes the live runtime fields back to the files that declare them, as the smallest edit of the text. Files are read
 * fresh, so an edit made since is kept; nothing is written here.
 */
export async function buildAdoption(
  held: readonly PlannedChange[],
  files: Pick<FileStore, 'readFile'>,
): Promise<AdoptOutcome> {
  const texts = new Map<string, { before: string; after: string; objects: string[] }>();
  const problems: AdoptProblem[] = [];
  for (const { change, manifest } of held) {
    const object = formatRef(change.object);
    if (manifest === undefined) continue;
    if (manifest.renderedFrom !== undefined) {
      problems.push({ object, message: byHand(manifest, change.fields) });
      continue;
    }
    const known = texts.get(manifest.file);
    const before = known?.before ?? (await files.readFile(manifest.file));
    if (before === undefined) {
      problems.push({ object, message: `${manifest.file} is gone since it was read` });
      continue;
    }
    const entry = known ?? { before, after: before, objects: [] };
    texts.set(manifest.file, entry);
    entry.after = change.fields
      .filter((field) => field.held)
      .reduce((text, field) => withLiveValue({ path: manifest.file, text }, manifest, field), entry.after);
    entry.objects.push(object);
  }
  return {
    files: [...texts].map(([path, { before, after, objects }]) => ({ path, before, after, objects })),
    problems,
  };
}

/** Which of the files says it cannot be told, nor what else would move with it. */
function byHand({ file }: Manifest, fields: readonly FieldChange[]): string {
  const wanted = fields
    .filter(({ held }) => held)
    .map(({ path, live }) => (live === undefined ? `no ${path}` : `${path}: ${canonicalJson(live)}`));
  return `${file} renders it, so it cannot be edited for you; have that render ${wanted.join(', ')}`;
}

function withLiveValue(file: SourceFile, manifest: Manifest, field: FieldChange): string {
  const path: FieldPath = field.path.split('.');
  return applyEdits(file.text, setValue(file, manifest, path, field.live));
}
