import { getAt, getString } from '../model/field-path.ts';
import { isArray, type Json } from '../model/json.ts';
import type { GithubApi } from './github-api.ts';

export interface CommentPlace {
  /** `owner/name`. */
  readonly repository: string;
  readonly pullRequest: number;
  /** One comment for each DR repository in the workspace. */
  readonly folder: string;
  /** There is nothing to say: a comment that is there is brought up to date, and none is made. */
  readonly isQuiet: boolean;
}

/** GitHub takes 65,536 characters. */
const MOST_CHARACTERS = 65_000;
const PAGES = 30;
/** Who writes with a workflow's own token. */
const WORKFLOW = 'github-actions[bot]';

/**
 * Writes the one comment of this folder, or edits it in place; what happened, for the log. Only a comment of our own is
 * edited: anybody can write the marker.
 */
export async function upsertComment(
  text: string,
  { repository, pullRequest, folder, isQuiet }: CommentPlace,
  api: GithubApi,
): Promise<string> {
  const marker = `<!-- ramen-sync:${encodeURIComponent(folder)} -->`;
  const body = `${marker}\n${withinCap(text)}`;
  const author = await whoAmI(api);
  const found = await findOwn(`/repos/${repository}/issues/${pullRequest}/comments?per_page=100`, {
    marker,
    author,
    api,
  });
  if ('trouble' in found) return `no comment: ${found.trouble}`;
  if (found.id === undefined && isQuiet) return 'no comment: there is nothing to say';
  if (found.body === body) return 'the comment on the pull request says it already';
  const answer =
    found.id === undefined
      ? await api.ask('POST', `/repos/${repository}/issues/${pullRequest}/comments`, { body })
      : await api.ask('PATCH', `/repos/${repository}/issues/comments/${found.id}`, { body });
  if (answer.ok)
    return found.id === undefined ? 'commented on the pull request' : 'brought the comment up to date';
  return `no comment: ${answer.message}${hintFor(answer.status)}`;
}

function hintFor(status: number | undefined): string {
  if (status !== 403 && status !== 404) return '';
  return ' (the token needs pull-requests: write; a pull request from a fork never gets it)';
}

/** A workflow's own token may not ask, and writes as one known name. */
async function whoAmI(api: GithubApi): Promise<string> {
  const answer = await api.ask('GET', '/user');
  return (answer.ok ? getString(answer.body, ['login']) : undefined) ?? WORKFLOW;
}

type Found = { readonly id?: number; readonly body?: string } | { readonly trouble: string };

async function findOwn(
  first: string,
  { marker, author, api }: { readonly marker: string; readonly author: string; readonly api: GithubApi },
): Promise<Found> {
  let page: string | undefined = first;
  for (let count = 0; page !== undefined && count < PAGES; count += 1) {
    const answer = await api.ask('GET', page);
    if (!answer.ok) return { trouble: `${answer.message}${hintFor(answer.status)}` };
    const own = isArray(answer.body)
      ? answer.body.find((comment) => isOwn(comment, marker, author))
      : undefined;
    const id = getAt(own, ['id']);
    if (typeof id === 'number') return { id, body: getString(own, ['body']) ?? '' };
    page = answer.next;
  }
  return {};
}

function isOwn(comment: Json, marker: string, author: string): boolean {
  const isOurs = getString(comment, ['user', 'login']) === author;
  return isOurs && getString(comment, ['body'])?.startsWith(`${marker}\n`) === true;
}

function withinCap(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  const cut = text.slice(0, MOST_CHARACTERS);
  return `${cut.slice(0, cut.lastIndexOf('\n'))}\n\n_The rest does not fit here; the job's summary and log have it._\n`;
}
