/** Where operators sign in. Everything that they show who they are with is bound to it. */
export interface Origin {
  /** As browsers write it. */
  readonly origin: string;
  readonly hostname: string;
  readonly isSecure: boolean;
}

/** An origin in its one spelling: https, or plain http on this very machine; undefined: none. */
export function originOf(text: string): Origin | undefined {
  const url = URL.parse(text);
  if (!url || url.origin !== text) return undefined;
  const { origin, hostname, protocol } = url;
  const isSecure = protocol === "https:";
  return isSecure || (protocol === "http:" && isLoopback(hostname)) ? { origin, hostname, isSecure } : undefined;
}

/** True for names of this very machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "127.0.0.1" || hostname === "[::1]";
}

/** The name for which passkeys are made (WebAuthn §5.1.2): a domain; undefined: an address has none. */
export function passkeyDomain({ hostname }: Origin): string | undefined {
  return /^[0-9.]+$/.test(hostname) || hostname.startsWith("[") ? undefined : hostname;
}
