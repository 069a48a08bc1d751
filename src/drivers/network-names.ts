import { hostname, networkInterfaces } from "node:os";

/** Self-assigned (RFC 3927) and link-local (RFC 4291 §2.5.6): of no use in an address that a person scans. */
const LINK_LOCAL = /^(169\.254\.|fe80:)/i;

/** The addresses of this machine on its networks, IPv4 first: what a device beside it most likely reaches. */
export function networkAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  const outside = all.filter(({ internal, address }) => !internal && !LINK_LOCAL.test(address));
  return [...outside.filter(({ family }) => family === "IPv4"), ...outside.filter(({ family }) => family === "IPv6")].map(
    ({ address }) => address,
  );
}

/** The names of this machine: its host name, and the same as multicast DNS has it (RFC 6762 §3). Lower case, as browsers write a host. */
export function ownNames(): readonly string[] {
  const name = hostname().toLowerCase();
  const isName = /^[a-z0-9][a-z0-9.-]{0,200}$/.test(name);
  return isName ? (name.includes(".") ? [name] : [name, `${name}.local`]) : [];
}
