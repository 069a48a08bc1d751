import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeskSample } from "../core/desk.ts";
import { publicJwkOf } from "../core/http-signature.ts";
import { type IssuerKey, publicForm, readKeyFile, writeKeyFile } from "../core/key-file.ts";
import { importPrivateJwk, type PrivateKey } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";
import type { TrustList } from "../core/trust.ts";
import { sealTrustBundle } from "../core/trust-bundle.ts";
import { WALLET_TYPES } from "../core/wallet.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { newPrivateJwk } from "../drivers/key-generator.ts";
import { writeQr } from "../drivers/qr-writer.ts";
import { openSqliteLedger } from "../drivers/sqlite-ledger.ts";
import { DEMO_POLICY } from "./policy.ts";
import { makeSamples } from "./samples.ts";

const KIOSK_ID = "demo";
const ISSUER = "https://issuer.demo.tram.invalid";
const STRANGER = "https://stranger.demo.tram.invalid";
const TRUST_LIST_SECONDS = 30 * 86_400;

/** Where things are in the demo's folder, and the key that the wallet's server issues with. */
export interface DemoFolder {
  readonly centralData: string;
  readonly kioskConfig: string;
  readonly issuer: IssuerKey;
}

/** The ports of the demo's three servers on the loopback interface. */
interface DemoPorts {
  readonly kiosk: number;
  readonly central: number;
  readonly wallet: number;
}

/**
 * Makes a demo's keys on its first day, and at every start a fresh trust list and fresh sample codes, so that "accepted" never
 * grows old. No key of a demo is ever the same as another's.
 */
export async function seedDemo(folder: string, ports: DemoPorts, now: EpochSeconds): Promise<DemoFolder> {
  const at = (...names: readonly string[]) => join(folder, ...names);
  for (const name of ["keys", "central"]) await mkdir(at(name), { recursive: true, mode: 0o700 });
  const [root, device] = [await ownKey(at("keys", "root.json")), await ownKey(at("keys", "device.json"))];
  const issuer = await issuerKey(at("keys", "issuer.json"), ISSUER);
  const stranger = await issuerKey(at("keys", "stranger.json"), STRANGER);

  const { codes, revoked } = makeSamples(issuer, stranger, now);
  const samples: DeskSample[] = [];
  for (const code of codes) samples.push({ ...code, svg: (await writeQr(code.text)).svg });
  const trust: TrustList = {
    version: Math.floor(now),
    issuedAt: Math.floor(now),
    expiresAt: Math.floor(now) + TRUST_LIST_SECONDS,
    demo: true,
    issuers: [
      {
        id: ISSUER,
        name: { vi: "Nơi cấp thử nghiệm", en: "Demo issuer" },
        types: [...WALLET_TYPES],
        keys: [{ kid: issuer.kid, jwk: jwkOf(issuer.privateKey) }],
      },
    ],
    statusLists: [{ issuer: ISSUER, revoked: [...revoked] }],
  };
  await keptFile(at("central", "trust.dsse.json")).replace(sealTrustBundle(trust, root.handle));
  await writeJson(at("trust-root.json"), { keys: [jwkOf(root)] });
  await writeJson(at("issuer-keys.json"), [publicForm(issuer)]);
  await writeJson(at("samples.json"), samples);
  await keptFile(at("kiosk.toml")).replace(Buffer.from(kioskConfig(folder, ports)));

  const ledger = await openSqliteLedger(at("central", "ledger.sqlite"));
  await ledger.enrol(KIOSK_ID, jwkOf(device), now);
  await ledger.close();
  return { centralData: at("central"), kioskConfig: at("kiosk.toml"), issuer };
}

function kioskConfig(folder: string, ports: DemoPorts): string {
  const path = (...names: readonly string[]) => JSON.stringify(join(folder, ...names));
  const central = JSON.stringify(`http://127.0.0.1:${ports.central}`);
  return `# Written by tram demo at every start; docs/operating.md explains each key.
id = "${KIOSK_ID}"
demo = true
data = ${path("kiosk")}

[screen]
port = ${ports.kiosk}

[trust]
root = ${path("trust-root.json")}

[central]
url = ${central}
key = ${path("keys", "device.json")}
trustEverySeconds = 10

[board]
kind = "simulated"
relay = true

[desk]
samples = ${path("samples.json")}
serialLine = ${path("serial")}
centralUrl = ${central}
walletUrl = "http://127.0.0.1:${ports.wallet}/"
${DEMO_POLICY}`;
}

/** A private key of the demo's own, as a bare JWK (0600). */
async function ownKey(path: string): Promise<PrivateKey> {
  const file = keptFile(path);
  const kept = await file.read();
  if (!kept) await writeJson(path, newPrivateJwk("EdDSA"));
  const key = importPrivateJwk(JSON.parse(await readFile(path, "utf8")));
  if (!key) throw new Error(`demo: ${path} is no key; remove the demo's folder and start again`);
  return key;
}

async function issuerKey(path: string, issuer: string): Promise<IssuerKey> {
  const file = keptFile(path);
  if (!(await file.read())) await file.replace(Buffer.from(writeKeyFile(newPrivateJwk("EdDSA"), { issuer, demo: true })));
  const read = readKeyFile(await readFile(path, "utf8"));
  if (!read.ok) throw new Error(`demo: ${path}: ${read.problem.en}; remove the demo's folder and start again`);
  return read.key;
}

function jwkOf({ publicKey }: PrivateKey) {
  const { kty = "", crv, x, y } = publicJwkOf(publicKey);
  return { kty, crv, x, ...(y !== undefined && { y }) };
}

function writeJson(path: string, value: unknown): Promise<void> {
  return keptFile(path).replace(Buffer.from(`${JSON.stringify(value, undefined, 1)}\n`));
}
