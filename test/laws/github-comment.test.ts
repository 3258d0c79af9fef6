import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { upsertComment } from '../../src/action/comment.ts';
import { githubApi } from '../../src/action/github-api.ts';
import { type GithubStandIn, startGithub, tokens } from '../support/github-stand-in.ts';

const place = { repository: 'acme/dr', pullRequest: 7, folder: '', isQuiet: false };

describe('the comment on a pull request', () => {
  const waits: number[] = [];
  let github: GithubStandIn;
  beforeEach(async () => {
    github = await startGithub();
    waits.length = 0;
  });
  afterEach(() => github.close());

  const clock = {
    now: () => Date.parse('2026-11-21T10:00:00Z'),
    sleep: async (milliseconds: number) => {
      waits.push(milliseconds);
    },
  };
  const say = (text: string, where: Partial<typeof place> = {}, token: string = tokens.workflow) =>
    upsertComment(text, { ...place, ...where }, githubApi(github.url, token, clock));
  const writes = () => github.requests.filter((request) => !request.startsWith('GET'));

  it('is written once, and edited in place', async () => {
    expect(await say('first')).toBe('commented on the pull request');
    expect(await say('second')).toBe('brought the comment up to date');
    expect(await say('second')).toBe('the comment on the pull request says it already');
    expect(github.comments).toEqual([
      { id: 1000, login: 'github-actions[bot]', body: '<!-- ramen-sync: -->\nsecond' },
    ]);
    expect(writes()).toEqual([
      'POST /repos/acme/dr/issues/7/comments',
      'PATCH /repos/acme/dr/issues/comments/1000',
    ]);
  });

  it('is one for each folder, whatever its name', async () => {
    await say('a', { folder: 'a/' });
    await say('b', { folder: '--> <!-- ramen-sync:a/ -->/' });
    await say('a again', { folder: 'a/' });
    expect(github.comments.map(({ body }) => body.split('\n')[1])).toEqual(['a again', 'b']);
    expect(github.comments[1]?.body.split('-->')).toHaveLength(2);
  });

  it('is found behind two hundred others, page by page', async () => {
    for (let id = 1; id <= 230; id += 1) github.comments.push({ id, login: 'octocat', body: 'me too' });
    github.comments.push({ id: 500, login: 'github-actions[bot]', body: '<!-- ramen-sync: -->\nold' });
    await say('new');
    expect(github.comments.at(-1)?.body).toBe('<!-- ramen-sync: -->\nnew');
    expect(github.requests.filter((request) => request.includes('page='))).toHaveLength(3);
  });

  it('never edits what somebody else wrote under our marker, nor a quotation of ours', async () => {
    github.comments.push({ id: 1, login: 'mallory', body: '<!-- ramen-sync: -->\nall is well' });
    github.comments.push({ id: 2, login: 'github-actions[bot]', body: '> <!-- ramen-sync: -->\nquoted' });
    await say('the plan');
    expect(github.comments.map(({ body }) => body.split('\n')[1])).toEqual([
      'all is well',
      'quoted',
      'the plan',
    ]);
    expect(await say('by a person', {}, tokens.person)).toBe('commented on the pull request');
    expect(await say('again', {}, tokens.person)).toBe('brought the comment up to date');
  });

  it('is not made where there is nothing to say, but one that is there is brought up to date', async () => {
    expect(await say('no problems', { isQuiet: true })).toContain('nothing to say');
    await say('an error');
    await say('no problems', { isQuiet: true });
    expect(github.comments.map(({ body }) => body)).toEqual(['<!-- ramen-sync: -->\nno problems']);
  });

  it('stays below what GitHub takes', async () => {
    await say('a line of text\n'.repeat(10_000));
    const [{ body } = { body: '' }] = github.comments;
    expect(body.length).toBeLessThan(65_536);
    expect(body).toContain('does not fit here');
  });

  it.each([
    ['a token of a fork', tokens.fork, 'pull-requests: write'],
    ['no token that GitHub knows', 'ghs_old', 'Bad credentials'],
  ])('is left out with a word: %s', async (_, token, word) => {
    expect(await say('x', {}, token)).toMatch(new RegExp(`^no comment: .*${word}`));
    expect(github.comments).toEqual([]);
  });

  it('is left out with a word where the pull request cannot be seen, or GitHub cannot be reached', async () => {
    expect(await say('x', { pullRequest: 8 })).toMatch(/^no comment: GitHub answered 404: Not Found/);
    const nowhere = githubApi('http://127.0.0.1:1', tokens.workflow, clock);
    expect(await upsertComment('x', place, nowhere)).toMatch(/^no comment: GitHub cannot be reached/);
  });

  it('waits as long as GitHub asks, and no longer than a minute', async () => {
    github.trouble.push(
      { status: 403, message: 'Resource not accessible by integration' },
      { status: 429, headers: { 'retry-after': '7' }, message: 'You have exceeded a secondary rate limit' },
    );
    expect(await say('x')).toBe('commented on the pull request');
    expect(waits).toEqual([7000]);
    const reset = String(Date.parse('2026-11-21T10:00:30Z') / 1000);
    const spent = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    github.trouble.push({ status: 403, headers: spent, message: 'API rate limit exceeded' });
    expect(await say('y')).toBe('brought the comment up to date');
    expect(waits).toEqual([7000, 30_000]);
    const hour = { 'retry-after': '3600' };
    github.trouble.push({ status: 403, message: 'no' }, { status: 429, headers: hour, message: 'slow down' });
    expect(await say('z')).toMatch(/^no comment: GitHub answered 429: slow down/);
    expect(waits).toHaveLength(2);
  });

  it('is not made twice where an answer was lost, and read again where a page was', async () => {
    github.trouble.push(
      { status: 403, message: 'Resource not accessible by integration' },
      { status: 502, message: 'Bad Gateway' },
    );
    expect(await say('x')).toBe('commented on the pull request');
    const lost = { status: 500, message: 'Server Error' };
    github.comments.length = 0;
    github.trouble.push({ status: 403, message: 'no' }, { status: 200, message: 'not a list' }, lost);
    expect(await say('x')).toMatch(/^no comment: GitHub answered 500/);
  });

  it('sends the token to no other server', async () => {
    const elsewhere = await startGithub();
    github.trouble.push(
      { status: 403, message: 'no' },
      { status: 200, headers: { link: `<${elsewhere.url}/x>; rel="next"` }, message: '[]' },
    );
    expect(await say('x')).toContain('another server');
    github.trouble.push(
      { status: 403, message: 'no' },
      { status: 302, headers: { location: `${elsewhere.url}/x` }, message: '' },
      { status: 302, headers: { location: `${elsewhere.url}/x` }, message: '' },
      { status: 302, headers: { location: `${elsewhere.url}/x` }, message: '' },
    );
    expect(await say('x')).toMatch(/^no comment/);
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.close();
  });
});
