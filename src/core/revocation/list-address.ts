// Whether the address of a list is one of the issuer that has signed it. For the question whose it is, all spellings of an address are one, as
// they may be to its server; kiosks find a list by its address exactly as it is written.
import type { Text } from "../text.ts";

/** Where on the web something is. */
interface WebPlace {
  /** Host and port. Both schemes are one site: who has the one has the other. */
  readonly site: string;
  readonly folders: readonly string[];
  /** The one spelling that needs no thought. */
  readonly plain: string;
}

/** Attack: an issuer, or a thief of its key, signs a list for an address whose real list has never been imported. */
export function addressProblem(address: string, issuer: string, otherIssuers: readonly string[]): Text | undefined {
  const place = placeOf(address);
  const own = place ? nearness(placeOf(issuer), place) : ELSEWHERE;
  if (!place || own === ELSEWHERE) return notOf(address, issuer);
  for (const other of otherIssuers) {
    const near = nearness(placeOf(other), place);
    if (near > own) return notOf(address, issuer, other);
    if (near === own) {
      return {
        vi: `địa chỉ danh sách ${address} có thể là của ${issuer} mà cũng có thể là của ${other}`,
        en: `the address of the list ${address} may be one of the issuer ${issuer}, and of ${other} as well`,
      };
    }
  }
  if (place.plain === address) return undefined;
  return {
    vi: `địa chỉ danh sách ${address} không viết theo dạng chuẩn là ${place.plain}`,
    en: `the address of the list ${address} is not in its plain spelling, which is ${place.plain}`,
  };
}

function notOf(address: string, issuer: string, other?: string): Text {
  return {
    vi: `địa chỉ danh sách ${address} không nằm ở nơi cấp ${issuer}${other === undefined ? "" : `, mà ở ${other}`}`,
    en: `the address of the list ${address} is not one of the issuer ${issuer}${other === undefined ? "" : `, but of ${other}`}`,
  };
}

const ELSEWHERE = -1;

/** How near an issuer is to a place: on another site, on the same (0), or above it by the more folders the nearer. */
function nearness(issuer: WebPlace | undefined, place: WebPlace): number {
  if (issuer?.site !== place.site) return ELSEWHERE;
  const isAbove = issuer.folders.every((folder, index) => folder === place.folders[index]);
  return isAbove ? 1 + issuer.folders.length : 0;
}

/** Undefined: not on the web, as far as this program knows. */
function placeOf(uri: string): WebPlace | undefined {
  const url = URL.parse(addressOfDid(uri) ?? uri);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  // The dot of the root of all names.
  const site = `${url.hostname.replace(/\.$/, "")}${url.port && `:${url.port}`}`;
  const path = plainPath(url.pathname);
  const folders = path.split("/").filter((folder) => folder !== "");
  return { site, folders, plain: `${url.protocol}//${site}${path}${url.search}` };
}

/** The address behind a `did:web` (did:web method §3.2): colons part folders, and that before a port is `%3A`. */
function addressOfDid(uri: string): string | undefined {
  const [, host = "", folders = ""] = /^did:web:([^:/?#]+)((?::[^:/?#]*)*)/i.exec(uri) ?? [];
  return host === "" ? undefined : `https://${host.replace(/%3A/i, ":")}${folders.replaceAll(":", "/")}`;
}

/** RFC 3986 §6.2.2, and what many servers do besides: slashes that are written in another way, or several times. */
function plainPath(path: string): string {
  const decoded = path.replace(/%[0-9a-f]{2}/gi, (octet) => {
    const letter = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
    return /[\w.~/\\-]/.test(letter) ? letter : octet.toUpperCase();
  });
  // What has just been decoded may be dots that lead upwards.
  return new URL(decoded.replace(/[\\/]+/g, "/"), "https://site").pathname;
}
