import type { Brought } from "../../src/core/register.ts";
import type { SocketsState, StickName } from "../../src/core/sockets.ts";
import { type DemoIssuer, openDemoIssuer } from "../../src/demo/demo-issuer.ts";
import { makeSamples } from "../../src/demo/samples.ts";
import { startHttpServer } from "../../src/drivers/http-server.ts";
import { issuerPanel } from "../../src/drivers/issuer-panel.ts";
import { startScreenServer } from "../../src/drivers/screen-server.ts";
import { walletPanel } from "../../src/drivers/wallet-panel.ts";
import type { KeptFile } from "../../src/ports.ts";
import { newIssuerKey } from "./issuer-keys.ts";
import { STATUS } from "./screens.ts";

/** The demo's issuer with a publisher that only counts, sticks that only remember, and a kiosk that only says what it is told. */
export interface IssuerServer {
  readonly url: string;
  readonly issuer: DemoIssuer;
  /** What is plugged in, to be changed by the test. */
  sockets: SocketsState;
  kioskHolds(version: number | undefined): void;
  close(): Promise<void>;
}

/** A kept file in memory. */
export function memoryFile(bytes?: Uint8Array): KeptFile {
  let kept = bytes;
  return {
    read: async () => kept,
    async replace(changed) {
      kept = changed;
    },
  };
}

const { trust: TRUST, ...WITHOUT_TRUST } = STATUS;

/** Starts it on any port. */
export async function startIssuerServer(): Promise<IssuerServer> {
  const onFault = (error: unknown) => {
    throw error;
  };
  const now = Date.now() / 1000;
  const issuerKey = newIssuerKey("EdDSA", { demo: true });
  let version = 0;
  const issuer = await openDemoIssuer({
    file: memoryFile(),
    now,
    samples: (nextIndex) => makeSamples(issuerKey, newIssuerKey(), now, nextIndex),
    publish: async () => {
      version++;
      const publishedAt = Math.floor(Date.now() / 1000);
      return { version, sequence: version, publishedAt, expiresAt: publishedAt + 30 * 86_400, listBytes: 213, deltaBytes: 87 };
    },
  });
  const kiosk = await startScreenServer({ port: 0, status: WITHOUT_TRUST, onFault });
  const state: { sockets: SocketsState; brought?: Brought } = {
    sockets: { isNetworkPlugged: true, sticks: [{ name: "usb-1" }, { name: "usb-2" }] },
  };
  const panel = issuerPanel({
    state: async () => ({
      credentials: issuer.credentials,
      published: issuer.published,
      sockets: state.sockets,
      deskUrl: `${kiosk.url}/desk`,
      ...(state.brought && { brought: state.brought }),
    }),
    change: issuer.change,
    publish: issuer.publish,
    async write(stick: StickName) {
      if (state.sockets.usbPort === stick) return false;
      const holds = { version, issuedAt: Math.floor(Date.now() / 1000) };
      state.sockets = {
        ...state.sockets,
        sticks: state.sockets.sticks.map((known) => (known.name === stick ? { ...known, holds } : known)),
      };
      return true;
    },
    async bring(stick: StickName) {
      if (state.sockets.usbPort === stick) return false;
      const fresh = state.sockets.sticks.find(({ name }) => name === stick)?.carries ?? 0;
      state.sockets = {
        ...state.sockets,
        sticks: state.sockets.sticks.map(({ carries, ...known }) =>
          known.name === stick || carries === undefined ? known : { ...known, carries },
        ),
      };
      state.brought = { stick, fresh, isWhole: fresh !== 13 };
      return true;
    },
  });
  const wallet = walletPanel({ kioskUrl: kiosk.url, issuerKey: issuerKey.kid, issue: () => Promise.reject(new Error("no wallet here")) });
  const server = await startHttpServer({ host: "127.0.0.1", port: 0, routes: { ...wallet, ...panel }, onFault });
  return {
    url: `${server.url}/issuer`,
    issuer,
    get sockets() {
      return state.sockets;
    },
    set sockets(sockets) {
      state.sockets = sockets;
    },
    kioskHolds(held) {
      kiosk.showStatus(held === undefined || !TRUST ? WITHOUT_TRUST : { ...STATUS, trust: { ...TRUST, version: held } });
    },
    close: async () => {
      await server.close();
      await kiosk.close();
    },
  };
}
