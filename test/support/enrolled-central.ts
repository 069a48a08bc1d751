import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect } from "vitest";
import type { Ledger } from "../../src/central-ports.ts";
import { contentDigest, signRequest } from "../../src/core/http-signature.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { type CentralProcess, startCentralProcess } from "./central-process.ts";
import { type DeviceKey, newDeviceKey } from "./device-key.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A central as its own process, with a kiosk that is enrolled anew for each test. */
export interface EnrolledCentral {
  readonly key: DeviceKey;
  readonly url: string;
  /** Central's data folder. */
  readonly folder: string;
  /** The same file, from a second process: what `tram central enrol` does, and how the tests see what was stored. */
  readonly ledger: Ledger;
  /** Name of the kiosk that sends; a test may change it. */
  kiosk: string;
  /** A request as a kiosk makes it, with something changed; what is signed can be sent a second time. */
  requestOf(what: SignedContent, change?: RequestChange): { readonly url: string; readonly request: RequestInit };
}

/** What a kiosk sends. */
export interface SignedContent {
  readonly method: "POST" | "PUT";
  readonly path: string;
  readonly content: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a test changes about a request. */
export interface RequestChange {
  readonly digest?: string;
  readonly signer?: DeviceKey;
  readonly keyId?: string;
  readonly created?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Registers central's start and end for the tests of a file; call it at the top. */
export function enrolledCentral(): EnrolledCentral {
  const folder = temporaryFolder();
  const key = newDeviceKey();
  let started: { readonly central: CentralProcess; readonly ledger: Ledger } | undefined;
  let count = 0;
  const running = () => {
    if (!started) throw new Error("central is not started yet");
    return started;
  };
  beforeAll(async () => {
    started = { central: await startCentralProcess(folder), ledger: openSqliteLedger(join(folder, "ledger.sqlite")) };
  });
  afterAll(async () => {
    const { central, ledger } = running();
    await ledger.close();
    expect(await central.end("SIGTERM")).toBe(0);
  });
  beforeEach(async () => {
    office.kiosk = `kiosk-${count++}`;
    await running().ledger.enrol(office.kiosk, key.publicJwk, 1);
  });
  const office: EnrolledCentral = {
    key,
    folder,
    kiosk: "",
    get url() {
      return running().central.url;
    },
    get ledger() {
      return running().ledger;
    },
    requestOf({ method, path, content, headers }, change = {}) {
      const { signer = key, keyId = signer.keyId, created = 1_795_437_072, digest = contentDigest(content) } = change;
      const fields = signRequest({ method, path, contentDigest: digest }, created, keyId, signer.sign);
      const sent = { ...headers, "content-digest": digest, ...fields, ...change.headers };
      return { url: `${running().central.url}${path}`, request: { method, headers: sent, body: Buffer.from(content) } };
    },
  };
  return office;
}
