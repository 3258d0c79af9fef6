import { annotation } from '../../model/annotations.ts';
import { getAt } from '../../model/field-path.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { generationOf, type LiveObject } from '../../model/live-object.ts';

/**
 * What a saved plan rests on in a live object, as text to be digested: all but status and bookkeeping. Of an object with
 * a generation only the metadata that Git declares: what others put there moves nothing. Not for Secrets.
 */
export function pinnedContent(live: LiveObject, declared: JsonObject | undefined): string {
  const { apiVersion: _version, kind: _kind, metadata, status: _status, ...content } = live;
  const whole = generationOf(live) === undefined;
  const pick = (section: 'labels' | 'annotations'): JsonObject => {
    const stated = getAt(declared, ['metadata', section]);
    const found = getAt(metadata, [section]);
    return Object.fromEntries(
      Object.entries(isObject(found) ? found : {}).filter(
        ([key]) => key !== annotation.applied && (whole || (isObject(stated) && Object.hasOwn(stated, key))),
      ),
    );
  };
  const deleted: Json = getAt(metadata, ['deletionTimestamp']) ?? '';
  return canonicalJson({ content, labels: pick('labels'), annotations: pick('annotations'), deleted });
}
