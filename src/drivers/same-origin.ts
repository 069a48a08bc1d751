import type { HttpRequest } from "./http-server.ts";

/**
 * False when a browser says that a page of another origin sent this request (Fetch Metadata §2.4, RFC 6454 §7). A site that a
 * visitor of this machine opens must not be able to hold up codes here. Programs that send neither header are not browsers.
 */
export function isSameOrigin(request: HttpRequest): boolean {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return false;
  const { origin } = request.headers;
  return origin === undefined || origin === request.url.origin;
}
