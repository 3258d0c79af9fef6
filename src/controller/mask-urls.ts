/** Takes passwords out of addresses in a text. The user of an SSH address stays: it is no secret. */
export function maskUrls(text: string): string {
  return text
    .replace(/\b(https?|git|file):\/\/[^/@\s]*@/gi, '$1://(secret)@')
    .replace(/:[^/@:\s]+@/g, ':(secret)@');
}
