/**
 * An absolute URI, or an absolute path, as it may stand in a request: Go's net/url.ParseRequestURI, which takes more than
 * the standard and less than browsers do.
 */
export function isRequestUri(text: string): boolean {
  if (text === '' || hasControlCharacter(text)) return false;
  if (text === '*') return true;
  const colon = text.search(/[^A-Za-z0-9+.-]/);
  const hasScheme = colon > 0 && text[colon] === ':' && /^[A-Za-z]/.test(text);
  if (text.startsWith(':')) return false;
  const rest = withoutQuery(hasScheme ? text.slice(colon + 1) : text);
  if (!rest.startsWith('/')) return hasScheme && rest !== '' ? true : hasScheme && text.length > colon + 1;
  if (rest.startsWith('//') && (hasScheme || !rest.startsWith('///'))) {
    if (!hasScheme) return hasGoodEscapes(rest);
    const slash = rest.indexOf('/', 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    return isAuthority(authority) && hasGoodEscapes(slash < 0 ? '' : rest.slice(slash));
  }
  return hasGoodEscapes(rest);
}

function withoutQuery(text: string): string {
  const mark = text.indexOf('?');
  return mark < 0 ? text : text.slice(0, mark);
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\u007f');
}

function hasGoodEscapes(text: string): boolean {
  return !/%(?![0-9A-Fa-f]{2})/.test(text);
}

function isAuthority(authority: string): boolean {
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? '' : authority.slice(0, at);
  const host = authority.slice(at + 1);
  return /^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user) && hasGoodEscapes(user) && isHost(host);
}

function isHost(host: string): boolean {
  if (host.startsWith('[')) {
    const end = host.lastIndexOf(']');
    return end > 0 && isPort(host.slice(end + 1)) && hasGoodHost(host.slice(1, end).replace(/%25.*$/, ''));
  }
  const colon = host.lastIndexOf(':');
  return (colon < 0 || isPort(host.slice(colon))) && hasGoodHost(host);
}

function isPort(text: string): boolean {
  return text === '' || /^:\d*$/.test(text);
}

/** Escapes in a host stand for bytes beyond ASCII only. */
function hasGoodHost(host: string): boolean {
  return !/[ \\^`{}|%]/.test(host.replace(/%[89A-Fa-f][0-9A-Fa-f]/g, ''));
}
