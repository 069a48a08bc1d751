import type { ApiRequest } from "../api-ports.ts";
import type { Origin } from "../core/operator/origin.ts";
import { QUESTION_SECONDS } from "../core/operator/session.ts";

/**
 * `__Host-` (RFC 6265bis §4.1.3.2): set by this very host over TLS, for nobody else. No script sees it, and no other site makes a browser send it. On
 * loopback there is no TLS; the name is another, so that neither is taken for the other.
 */
const NAMES = { secure: "__Host-tram-operator", loopback: "tram-operator" } as const;
/** Goes with the return from another provider, which is another site: Lax, for five minutes, and good for nothing else. */
const OIDC_NAMES = { secure: "__Host-tram-provider", loopback: "tram-provider" } as const;

const nameIn = (names: typeof NAMES | typeof OIDC_NAMES, { isSecure }: Origin) => (isSecure ? names.secure : names.loopback);
const attributes = ({ isSecure }: Origin, sameSite: "Strict" | "Lax") =>
  `Path=/; ${isSecure ? "Secure; " : ""}HttpOnly; SameSite=${sameSite}`;

/** The header that gives a browser its session; an empty token takes it away. It goes when the browser is closed. */
export function sessionCookie(place: Origin, token: string): string {
  return `${nameIn(NAMES, place)}=${token}; ${attributes(place, "Strict")}${token === "" ? "; Max-Age=0" : ""}`;
}

/** The token of a request's session; undefined: it has none. */
export function tokenIn(request: ApiRequest, place: Origin): string | undefined {
  return cookieIn(request, nameIn(NAMES, place));
}

/** The header that binds a browser to the question that another provider answers. */
export function providerCookie(place: Origin, token: string): string {
  return `${nameIn(OIDC_NAMES, place)}=${token}; ${attributes(place, "Lax")}; Max-Age=${QUESTION_SECONDS}`;
}

/** The token of that; undefined: it was another browser that asked. */
export function providerTokenIn(request: ApiRequest, place: Origin): string | undefined {
  return cookieIn(request, nameIn(OIDC_NAMES, place));
}

/** Two of one name are none: nobody can tell which is ours. */
function cookieIn({ headers }: ApiRequest, name: string): string | undefined {
  const found = String(headers["cookie"] ?? "")
    .split("; ")
    .filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? /^[\w-]{43}$/.exec(found[0]?.slice(name.length + 1) ?? "")?.[0] : undefined;
}
