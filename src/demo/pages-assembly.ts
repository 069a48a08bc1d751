import { randomBytes } from "node:crypto";
import type { IssuerKey } from "../core/key-file.ts";
import type { Brought } from "../core/register.ts";
import type { SocketsState } from "../core/sockets.ts";
import { type HttpServer, startHttpServer } from "../drivers/http-server.ts";
import { issuerPanel } from "../drivers/issuer-panel.ts";
import type { NetworkPlug } from "../drivers/network-plug.ts";
import { socketsPanel } from "../drivers/sockets-panel.ts";
import type { StickDrawer } from "../drivers/stick-drawer.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { walletPanel } from "../drivers/wallet-panel.ts";
import type { Routes } from "../drivers/web-files.ts";
import { importAtCentral } from "./carrying-assembly.ts";
import type { DemoIssuer } from "./demo-issuer.ts";
import type { NewKiosk } from "./new-kiosk-assembly.ts";
import { issueToWallet } from "./wallet-issuer.ts";

/** Bytes of a credential's identifier (CWT `cti`). */
const ID_BYTES = 16;

/** What stands around the demo's kiosk. */
export interface DemoWorld {
  readonly kioskUrl: string;
  readonly issuerKey: IssuerKey;
  readonly issuer: DemoIssuer;
  /** The folder of what the issuer publishes. */
  readonly repository: string;
  readonly plug: NetworkPlug;
  readonly drawer: StickDrawer;
  readonly newKiosk: NewKiosk;
  /** The folder of central's data. */
  readonly centralData: string;
}

/**
 * The wallet's and the issuer's server, on the loopback interface only; the hand at the kiosk's sockets reaches it, too. It stands in the
 * demo's own process: a kiosk must hold no issuer's key. Rejects when the port cannot be had.
 */
export function startPages(port: number, world: DemoWorld, onFault: (error: unknown) => void): Promise<HttpServer> {
  const { kioskUrl, issuerKey, issuer, plug, drawer, newKiosk } = world;
  let brought: Brought | undefined;
  const socketsState = async (): Promise<SocketsState> => ({ isNetworkPlugged: plug.isPlugged, ...(await drawer.state()) });
  const wallet = walletPanel({
    kioskUrl,
    issuerKey: issuerKey.kid,
    async issue(request) {
      const answer = issueToWallet(request, issuerKey, systemClock.now(), randomBytes(ID_BYTES));
      if (answer.ok) await issuer.remember(answer.registered);
      return answer;
    },
  });
  const sockets = socketsPanel({
    state: socketsState,
    async change(change) {
      if ("usbPort" in change) await drawer.plug(change.usbPort ?? undefined);
      else if (change.network) plug.plugIn();
      else plug.pullOut();
    },
  });
  const office = issuerPanel({
    state: async () => ({
      credentials: issuer.credentials,
      published: issuer.published,
      sockets: await socketsState(),
      deskUrl: `${kioskUrl}/desk`,
      ...(brought && { brought }),
    }),
    change: issuer.change,
    publish: issuer.publish,
    write: (stick) => drawer.write(stick, world.repository, systemClock.now()),
    async bring(stick) {
      const news = await drawer.carry(stick, (path) => importAtCentral(world.centralData, stick, path));
      if (news) brought = news;
      return news !== undefined;
    },
  });
  const routes: Routes = {
    ...wallet,
    ...sockets,
    ...office,
    "GET /new-kiosk": async (_request, response) => void response.writeHead(302, { location: await newKiosk.url() }).end(),
  };
  return startHttpServer({ host: "127.0.0.1", port, routes, onFault, allowedHosts: ["127.0.0.1", "localhost", "[::1]"] });
}
