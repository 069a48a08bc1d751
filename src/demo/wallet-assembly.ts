import { randomBytes } from "node:crypto";
import type { IssuerKey } from "../core/key-file.ts";
import { type HttpServer, startHttpServer } from "../drivers/http-server.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { walletPanel } from "../drivers/wallet-panel.ts";
import { issueToWallet } from "./wallet-issuer.ts";

/** Bytes of a credential's identifier (CWT `cti`). */
const ID_BYTES = 16;

/**
 * The wallet's server, on the loopback interface only. It stands in the demo's own process: a kiosk must hold no issuer's key. Rejects
 * when the port cannot be had.
 */
export function startWallet(port: number, kioskUrl: string, issuer: IssuerKey, onFault: (error: unknown) => void): Promise<HttpServer> {
  const routes = walletPanel({
    kioskUrl,
    issuerKey: issuer.kid,
    issue: (request) => issueToWallet(request, issuer, systemClock.now(), randomBytes(ID_BYTES)),
  });
  return startHttpServer({ host: "127.0.0.1", port, routes, onFault, allowedHosts: ["127.0.0.1", "localhost", "[::1]"] });
}
