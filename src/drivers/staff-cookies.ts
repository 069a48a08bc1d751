import type { HttpRequest } from "./http-server.ts";

/** Where a page of the staff runs: the kiosk's own screen over loopback, or another device over TLS. */
export type StaffPlace = "screen" | "network";

/** Browsers keep no cookie for longer (RFC 6265bis §5.5): 400 days. */
const DEVICE_SECONDS = 34_560_000;

/**
 * `__Host-` (RFC 6265bis §4.1.3.2): set by this very host over TLS, for nobody else. No script sees it, and no other site makes a browser send it. On
 * loopback there is no TLS, and some browsers take no `Secure` cookie there; the name is another, so that neither is taken for the other.
 */
const NAMES = {
  screen: { session: "tram-staff", attributes: "Path=/staff; HttpOnly; SameSite=Strict" },
  network: { session: "__Host-tram-staff", attributes: "Path=/; Secure; HttpOnly; SameSite=Strict" },
} as const;
const DEVICE = "__Host-tram-device";

/** The header that gives a browser its session; an empty token takes it away. It goes when the browser is closed. */
export function sessionCookie(place: StaffPlace, token: string): string {
  const { session, attributes } = NAMES[place];
  return `${session}=${token}; ${attributes}${token === "" ? "; Max-Age=0" : ""}`;
}

/** The header that makes a browser a paired device. */
export function deviceCookie(id: string, secret: string): string {
  return `${DEVICE}=${id}.${secret}; ${NAMES.network.attributes}; Max-Age=${DEVICE_SECONDS}`;
}

/** The token of a request's session; empty: it has none. */
export function sessionIn(request: HttpRequest, place: StaffPlace): string {
  return /^[\w-]{20,100}$/.exec(cookieIn(request, NAMES[place].session))?.[0] ?? "";
}

/** The device that a request says it comes from. */
export function deviceIn(request: HttpRequest): { readonly id: string; readonly secret: string } | undefined {
  const [, id, secret] = /^(d-[a-z2-7]{8})\.([\w-]{43})$/.exec(cookieIn(request, DEVICE)) ?? [];
  return id !== undefined && secret !== undefined ? { id, secret } : undefined;
}

/** Two of one name are none: nobody can tell which is ours. */
function cookieIn({ headers }: HttpRequest, name: string): string {
  const found = (headers.cookie ?? "").split("; ").filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? (found[0]?.slice(name.length + 1) ?? "") : "";
}
