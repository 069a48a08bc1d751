import { randomBytes } from "node:crypto";
import { publicForm } from "../../src/core/key-file.ts";
import { trustInKeys } from "../../src/core/key-list.ts";
import type { TrustMaterial } from "../../src/core/trust.ts";
import { issueToWallet } from "../../src/demo/wallet-issuer.ts";
import { deskPanel } from "../../src/drivers/desk-panel.ts";
import { type HttpServer, startHttpServer } from "../../src/drivers/http-server.ts";
import { loadPicture } from "../../src/drivers/picture.ts";
import { type ScreenServer, startScreenServer } from "../../src/drivers/screen-server.ts";
import { walletPanel } from "../../src/drivers/wallet-panel.ts";
import type { Decoder } from "../../src/ports.ts";
import { newIssuerKey } from "./issuer-keys.ts";
import { textsOf } from "./pictures.ts";
import { STATUS } from "./screens.ts";

/** The demo's wallet server before a kiosk that only looks: it reads what is held up and answers nothing by itself. */
export interface WalletServer {
  readonly url: string;
  readonly kiosk: ScreenServer;
  /** What the kiosk has read from pictures, oldest first. */
  readonly heldUp: string[];
  /** The pictures themselves. */
  readonly pictures: Uint8Array[];
  readonly trust: TrustMaterial;
  close(): Promise<void>;
}

/** Starts both, the wallet's server on this port or on any that is free. */
export async function startWalletServer(decoder: Decoder, port = 0): Promise<WalletServer> {
  const issuer = newIssuerKey("EdDSA", { demo: true });
  const heldUp: string[] = [];
  const pictures: Uint8Array[] = [];
  const onFault = (error: unknown) => {
    throw error;
  };
  const desk = deskPanel({
    samples: [],
    onPicture: async (bytes) => {
      pictures.push(bytes);
      heldUp.push(...(await textsIn(bytes, decoder)));
      return "read";
    },
    onText: () => {},
    onFrame: () => {},
  });
  const kiosk = await startScreenServer({ port: 0, status: STATUS, desk, onFault });
  const issue = async (request: unknown) => issueToWallet(request, issuer, Date.now() / 1000, randomBytes(16));
  const routes = walletPanel({ kioskUrl: kiosk.url, issuerKey: issuer.kid, issue });
  const server: HttpServer = await startHttpServer({ host: "127.0.0.1", port, routes, onFault });
  return {
    url: `${server.url}/`,
    kiosk,
    heldUp,
    pictures,
    trust: trustInKeys([publicForm(issuer)]).trust,
    close: async () => {
      await server.close();
      await kiosk.close();
    },
  };
}

/** The texts of the codes in a picture file. */
export async function textsIn(bytes: Uint8Array, decoder: Decoder): Promise<string[]> {
  const picture = await loadPicture(bytes);
  if (!picture.ok) throw new Error(picture.error);
  return textsOf(await decoder.decode(picture.frame));
}
