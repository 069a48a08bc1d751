/** Groups of an IPv6 address that name a network: a provider hands each customer 64 bits for himself (RFC 6177, RFC 4291 §2.5.1). */
const NETWORK_GROUPS = 4;

/**
 * Whom an address belongs to, as far as it can be told: of IPv4 itself, of IPv6 its first 64 bits. Attack: whoever has one IPv6 network has 2⁶⁴
 * addresses to ask from.
 */
export function networkOf(address: string): string {
  // IPv4 over an IPv6 socket, RFC 4291 §2.5.5.2.
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(":")) return address;
  const [bare = ""] = address.toLowerCase().split("%");
  const [before = "", after] = bare.split("::");
  const groups = before === "" ? [] : before.split(":");
  const others = after === undefined || after === "" ? [] : after.split(":");
  const zeros = after === undefined ? [] : Array.from({ length: Math.max(0, 8 - groups.length - others.length) }, () => "0");
  return [...groups, ...zeros, ...others]
    .slice(0, NETWORK_GROUPS)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
