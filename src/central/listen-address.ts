/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** `HOST:PORT`, an IPv6 address in brackets; undefined where it is none. */
export function listenAddressOf(text: string): ListenAddress | undefined {
  const parts = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<host>[^:[\]]+)):(?<port>[0-9]{1,5})$/i.exec(text)?.groups;
  const host = parts?.["v6"] ?? parts?.["host"];
  const port = Number(parts?.["port"]);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}
