import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DeskSample } from "../core/desk.ts";
import { publicJwkOf } from "../core/http-signature.ts";
import { type IssuerKey, publicForm, readKeyFile, writeKeyFile } from "../core/key-file.ts";
import { nameOf } from "../core/provisioning/service-point.ts";
import { sealJwkOf } from "../core/seal-key.ts";
import { importPrivateJwk, type PrivateKey } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";
import { WALLET_TYPES } from "../core/wallet.ts";
import { type CentralKeyUse, makeCentralKey, readCentralKey } from "../drivers/central-key.ts";
import { newSealKey } from "../drivers/hpke.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { newPrivateJwk } from "../drivers/key-generator.ts";
import { writeQr } from "../drivers/qr-writer.ts";
import { openSqliteLedger } from "../drivers/sqlite-ledger.ts";
import { staffPins } from "../drivers/staff-pins.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { technicianPin } from "../drivers/technician-pin.ts";
import { type DemoIssuer, openDemoIssuer } from "./demo-issuer.ts";
import { revocationsOf } from "./issuer-register.ts";
import { DEMO_POLICY } from "./policy.ts";
import { openPublisher } from "./publisher-assembly.ts";
import { makeSamples, STATUS_URI } from "./samples.ts";

const SERVICE_POINT = "demo";
const ISSUER = "https://issuer.demo.tram.invalid";
const STRANGER = "https://stranger.demo.tram.invalid";

/** Who may use the staff's page of a demo. Nobody's secret: the page is on this machine alone, and nothing in it is real. */
export const DEMO_STAFF = { code: "s-01", pin: "271828" };
/** The PIN of its technician's page, likewise. */
export const DEMO_TECHNICIAN_PIN = "161803";

/** Where things are in the demo's folder, and the issuer at work. */
export interface DemoFolder {
  readonly centralData: string;
  readonly kioskConfig: string;
  readonly issuerKey: IssuerKey;
  readonly issuer: DemoIssuer;
  /** The folder of what the issuer publishes. */
  readonly repository: string;
  /** Makes the kiosk anew, after a reset of it. */
  readonly seedKiosk: () => Promise<void>;
}

/** What the demo's kiosk is connected with, on the loopback interface. */
export interface DemoPlaces {
  /** Ports of the kiosk's page, of central, of the wallet's and issuer's server, and of the staff's page for other devices. */
  readonly kiosk: number;
  readonly central: number;
  readonly pages: number;
  readonly staff: number;
  /** Port at which the kiosk's network cable begins, which ends at central. */
  readonly cable: number;
  /** The folder under which sticks appear. */
  readonly usbPort: string;
  /** The folder of spoken prompts. */
  readonly prompts: string;
  /** The folder of language packs to be looked at; absent: those of the program alone. */
  readonly languages: string | undefined;
}

/**
 * Makes a demo's keys on its first day, and at every start a fresh publication and fresh sample codes, so that "accepted" never
 * grows old. No key of a demo is ever the same as another's.
 */
export async function seedDemo(folder: string, places: DemoPlaces, now: EpochSeconds): Promise<DemoFolder> {
  const at = (...names: readonly string[]) => join(folder, ...names);
  for (const name of ["keys", "central", "issuer"]) await mkdir(at(name), { recursive: true, mode: 0o700 });
  const key = (name: string) => ownKey(at("keys", `${name}.json`));
  const keys = {
    root: await key("root"),
    targets: await key("targets"),
    snapshot: await key("snapshot"),
    timestamp: await key("timestamp"),
  };
  const issuerKey = await issuerKeyAt(at("keys", "issuer.json"), ISSUER);
  const stranger = await issuerKeyAt(at("keys", "stranger.json"), STRANGER);

  const repository = at("issuer", "repository");
  const publisher = await openPublisher(repository, at("central", "trust"), keys, now);
  const operatorKeys = [
    await operatorKey("time", at("central")),
    await operatorKey("witness", at("central")),
    await sealKey(at("keys", "seal.json")),
  ];
  const list = { issuers: [trustedIssuer(issuerKey)], operatorKeys };
  const issuer = await openDemoIssuer({
    file: keptFile(at("issuer", "register.json")),
    now,
    samples: (nextIndex) => makeSamples(issuerKey, stranger, now, nextIndex),
    publish: (register) => publisher.publish(list, revocationsOf(register, ISSUER, STATUS_URI), systemClock.now()),
  });
  const samples: DeskSample[] = [];
  for (const code of issuer.codes) samples.push({ ...code, svg: (await writeQr(code.text)).svg });
  await writeJson(at("issuer-keys.json"), [publicForm(issuerKey)]);
  await writeJson(at("samples.json"), samples);
  const seedKiosk = () => seedKioskIn(folder, places, publisher.anchor);
  await seedKiosk();
  return { centralData: at("central"), kioskConfig: at("kiosk.toml"), issuerKey, issuer, repository, seedKiosk };
}

/** The kiosk as provisioning would leave it, known to central: on the first day, and again as the next device there once somebody has reset it. */
async function seedKioskIn(folder: string, places: DemoPlaces, root: Uint8Array): Promise<void> {
  const at = (...names: readonly string[]) => join(folder, ...names);
  const device = await ownKey(at("keys", "device.json"));
  await keptFile(at("trust-root.json")).replace(root);
  const staff = staffPins(at("kiosk", "staff"));
  if ((await staff.codes()).length === 0) await staff.set(DEMO_STAFF.code, DEMO_STAFF.pin);
  const technician = technicianPin(keptFile(at("kiosk", "technician-pin.json")));
  if ((await technician.mistakes()) === undefined) await technician.set(DEMO_TECHNICIAN_PIN);
  const id = await enrolledAs(at("central", "ledger.sqlite"), jwkOf(device));
  await keptFile(at("kiosk.toml")).replace(Buffer.from(kioskConfig(folder, places, id, await languagesIn(places.languages))));
}

/** The name under which central knows a device key: a key that is new never takes the name of another. */
async function enrolledAs(file: string, jwk: object): Promise<string> {
  const ledger = openSqliteLedger(file);
  try {
    for (let generation = 1; ; generation++) {
      const id = nameOf({ servicePoint: SERVICE_POINT, generation });
      if (id === undefined) throw new Error("demo: it was reset too often; remove its folder and start again");
      if ((await ledger.enrol(id, jwk, systemClock.now())) !== "other-key") return id;
    }
  } finally {
    await ledger.close();
  }
}

function trustedIssuer({ kid, privateKey }: IssuerKey) {
  return {
    id: ISSUER,
    name: { vi: "Nơi cấp thử nghiệm", en: "Demo issuer" },
    types: [...WALLET_TYPES],
    keys: [{ kid, jwk: jwkOf(privateKey) }],
  };
}

/** A key of central's for this use, made on the first day, as the trust list names it. */
async function operatorKey(use: CentralKeyUse, folder: string) {
  await makeCentralKey(folder, use, { replace: false });
  const key = await readCentralKey(folder, use);
  if (!key) throw new Error(`demo: the ${use} key went away while it was read`);
  return { use, kid: key.kid, jwk: jwkOf(key.privateKey) };
}

/** The public half of the key to which personal parts are sealed. A real centre keeps the private one away from every machine. */
async function sealKey(path: string) {
  if (!(await keptFile(path).read())) await writeJson(path, newSealKey());
  const { d: _, ...publicJwk } = JSON.parse(await readFile(path, "utf8"));
  const jwk = sealJwkOf(publicJwk);
  if (!jwk) throw new Error(`demo: ${path} is no seal key; remove the demo's folder and start again`);
  return { use: "seal" as const, kid: "demo", jwk };
}

/** Those of the program, and whatever packs lie in the folder. */
async function languagesIn(folder: string | undefined): Promise<readonly string[]> {
  const files = folder === undefined ? [] : await readdir(folder);
  const own = files.filter((file) => file.endsWith(".json")).map((file) => file.slice(0, -".json".length));
  return [...new Set(["vi", "en", "km", ...own.toSorted()])];
}

function kioskConfig(folder: string, places: DemoPlaces, id: string, languages: readonly string[]): string {
  const text = (value: string) => JSON.stringify(value);
  const path = (...names: readonly string[]) => text(join(folder, ...names));
  const url = (port: number, rest = "") => text(`http://127.0.0.1:${port}${rest}`);
  return `# Written by tram demo at every start; docs/operating.md explains each key.
id = "${id}"
demo = true
data = ${path("kiosk")}

[screen]
port = ${places.kiosk}
languages = ${JSON.stringify(languages)}
${places.languages === undefined ? "" : `languagePacks = ${text(places.languages)}\n`}
# Heard in the browser, once somebody has pressed the button.
[sound]
kind = "page"
prompts = ${text(places.prompts)}
tones = true

[trust]
root = ${path("trust-root.json")}
sticks = ${text(places.usbPort)}

# The kiosk reaches central by a cable that can be pulled out on the desk page; people who look at central need no cable.
[central]
url = ${url(places.cable)}
key = ${path("keys", "device.json")}
trustEverySeconds = 10

# Where people look at receipts: by no cable.
[receipts]
url = ${url(places.central, "/r")}

[board]
kind = "simulated"
relay = true

# For other devices, though open to this machine alone: pairing and the certificate can be tried, and nobody else reaches it.
[staff]
port = ${places.staff}
host = "127.0.0.1"

[desk]
samples = ${path("samples.json")}
serialLine = ${path("serial")}
centralUrl = ${url(places.central)}
walletUrl = ${url(places.pages, "/")}
issuerUrl = ${url(places.pages, "/issuer")}
staffUrl = ${url(places.kiosk, "/staff")}
newKioskUrl = ${url(places.pages, "/new-kiosk")}
socketsUrl = ${url(places.pages, "/sockets")}
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

async function issuerKeyAt(path: string, issuer: string): Promise<IssuerKey> {
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
