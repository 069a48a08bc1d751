/**
 * A link is one word. What holds white space, a control or invisible character, or a backslash (for which programs disagree where the host
 * ends: `https://vneid.gov.vn\@other.example/`) is text, and no link.
 */
const ONE_WORD = /^https?:\/\/[^/?#\\\s][^\\\s\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]*$/iu;

/** True for the beginning that every `http` and `https` link has, and nothing in it that no link may hold. */
export function looksLikeWebAddress(text: string): boolean {
  return ONE_WORD.test(text);
}

/**
 * Longest part before the path, in UTF-16 units: twice as much as a name of the DNS has letters (RFC 1035 §2.3.4). What is longer leads
 * nowhere, and to write thousands of foreign letters as `xn--…` takes the square of the time.
 */
const MAX_AUTHORITY = 506;

/** A link taken apart as a browser would (WHATWG URL), or undefined where a browser would not go anywhere either. Nothing is ever asked for. */
export function webAddress(text: string): URL | undefined {
  const authority = text.slice(text.indexOf("//") + 2).search(/[/?#]|$/);
  return (looksLikeWebAddress(text) && authority <= MAX_AUTHORITY && URL.parse(text)) || undefined;
}
