import type { JsonObject } from '../../model/json.ts';
import type { Caller } from '../access/caller.ts';
import type { WatchRequest } from './watch.ts';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly contentType: string;
  readonly userAgent: string;
  /** The administrator, where it is not said. */
  readonly caller?: Caller;
  /** As sent: JSON, YAML, or protobuf. */
  readonly body: Buffer;
}

export type ApiAnswer =
  | {
      readonly type: 'json';
      readonly code: number;
      readonly body: JsonObject;
      readonly warnings?: readonly string[];
    }
  | { readonly type: 'text'; readonly code: number; readonly body: string }
  | {
      readonly type: 'watch';
      readonly watch: WatchRequest;
      readonly asTable: boolean;
      readonly timeoutSeconds: number;
    };
