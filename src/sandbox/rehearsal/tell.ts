import { UserError } from '../../model/errors.ts';
import { getAt, getString } from '../../model/field-path.ts';
import { isArray, type Json } from '../../model/json.ts';
import { parseText } from '../../yaml/parse-text.ts';
import { handExtension } from '../kubeconfig.ts';

/** Gives a command to the running sandbox that wrote this kubeconfig; its answer. Throws UserError where it refuses. */
export async function tellSandbox(kubeconfig: string, line: string): Promise<string> {
  const { url, token } = handOf(kubeconfig);
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: line,
    });
  } catch (cause) {
    throw new UserError('the sandbox that wrote this kubeconfig does not run any more', { cause });
  }
  const said = (await response.text()).trimEnd();
  if (response.ok) return said;
  const [message = '', hint] = said.split('\n');
  throw new UserError(message, hint === undefined ? {} : { hint });
}

/** What time it is in the sandbox that wrote this kubeconfig; undefined where none runs that did. */
export async function readSandboxTime(kubeconfig: string): Promise<number | undefined> {
  try {
    const { url, token } = handOf(kubeconfig);
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const time = Date.parse((await response.text()).trim());
    return Number.isNaN(time) ? undefined : time;
  } catch {
    return undefined;
  }
}

function handOf(kubeconfig: string): { readonly url: string; readonly token: string } {
  const { value } = parseText(kubeconfig);
  const url = itemsAt(value, ['clusters'])
    .flatMap((cluster) => itemsAt(cluster, ['cluster', 'extensions']))
    .filter((each) => getString(each, ['name']) === handExtension)
    .flatMap((each) => getString(each, ['extension', 'url']) ?? [])[0];
  const token = getString(itemsAt(value, ['users'])[0], ['user', 'token']);
  if (url === undefined || token === undefined) {
    throw new UserError('this kubeconfig is not of a sandbox', {
      hint: 'ramen-sync sandbox --write-kubeconfig <file> writes one',
    });
  }
  return { url, token };
}

function itemsAt(value: Json | undefined, path: readonly string[]): readonly Json[] {
  const found = getAt(value, path);
  return isArray(found) ? found : [];
}
