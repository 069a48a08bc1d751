// A kiosk and its central on one disk, as an operator would set them up: trust that is published, a device that is enrolled.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { journalSigner, type LogSigner } from "../../src/core/checkpoint.ts";
import { hexOf } from "../../src/core/hex.ts";
import { publicJwkOf } from "../../src/core/http-signature.ts";
import { leafHash } from "../../src/core/journal-chain.ts";
import type { JournalBody } from "../../src/core/journal-event.ts";
import { importPrivateJwk } from "../../src/core/signature.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { publishTargets } from "../../src/drivers/trust-repository.ts";
import { runCentral } from "../support/central-process.ts";
import { ED_KEY, ISSUER } from "../support/credential-maker.ts";
import { keyEntry } from "../support/judging.ts";
import { tram } from "../support/tram-process.ts";
import { beginRepository, LIFETIMES, newPublisher } from "../support/tuf-publisher.ts";
import { type Otherwise, type Program, startProgram } from "./program.ts";
import { demand } from "./suite.ts";

const DAY = 86_400;

/** The kiosk's name. */
export const KIOSK = "office";

/** The name of its policy, which every decision of its own bears. */
export const POLICY = "faults";

/** Where everything lies. */
export interface Office {
  readonly folder: string;
  readonly config: string;
  readonly journal: string;
  /** Central's data folder. */
  readonly central: string;
  /** The device's public key (JWK), as central was told. */
  readonly publicKey: string;
  /** The device as the signer of its journal: for whoever has the key. */
  readonly signer: LogSigner;
  /** Publishes the trust bundle anew, by a clock that shows this time. */
  readonly publish: (now: number) => Promise<void>;
}

/** What an office may have otherwise. */
export interface OfficePlan {
  /** Where the kiosk finds central, and where its reader's line is. */
  readonly centralUrl: string;
  readonly readerPath: string;
  /** Data folders on a disk of their own. */
  readonly kioskData?: string;
  readonly centralData?: string;
  /** Days for which entries stay that central has; a year where absent. */
  readonly keepDays?: number;
}

/** Sets an office up in a folder. Credentials of citizens are accepted once and never again, their names are sealed, and receipts are offered. */
export async function openOffice(folder: string, plan: OfficePlan): Promise<Office> {
  const { kioskData = join(folder, "kiosk"), centralData: central = join(folder, "central") } = plan;
  await mkdir(central, { recursive: true });
  const now = Math.floor(Date.now() / 1000);
  const publisher = newPublisher();
  const root = join(folder, "root.json");
  await writeFile(root, await beginRepository(join(central, "trust"), publisher, now));
  const operatorKeys = [
    await newOperatorKey("witness", "witness-key", "--data", central),
    await newOperatorKey("seal", "seal-key", "--out", join(folder, "seal-secret.json")),
  ];
  const issuers: TrustList["issuers"] = [{ id: ISSUER, types: ["citizen"], keys: [keyEntry(ED_KEY)] }];
  const publish = async (now: number): Promise<void> => {
    const list: TrustList = { version: 1, issuedAt: now, expiresAt: now + 90 * DAY, issuers, operatorKeys };
    const targets = new Map([["trust-list.json", { bytes: Buffer.from(JSON.stringify(list)) }]]);
    await publishTargets(join(central, "trust"), publisher, { targets, now, lifetimes: LIFETIMES });
  };
  await publish(now);

  const [key, publicKey, config] = ["device.json", "device-public.json", "kiosk.toml"].map((name) => join(folder, name));
  demand(key !== undefined && publicKey !== undefined && config !== undefined, "three names");
  const device = newPrivateJwk("EdDSA");
  const imported = importPrivateJwk(device);
  demand(imported !== undefined, "a new key can be used");
  await writeFile(key, JSON.stringify(device), { mode: 0o600 });
  await writeFile(publicKey, JSON.stringify(publicJwkOf(imported.publicKey)));
  const ledger = openSqliteLedger(join(central, "ledger.sqlite"));
  await ledger.enrol(KIOSK, publicJwkOf(imported.publicKey), now);
  await ledger.close();

  const text = JSON.stringify;
  const lines = [
    `id = ${text(KIOSK)}`,
    `data = ${text(kioskData)}`,
    `[screen]\nport = 0`,
    `[trust]\nroot = ${text(root)}`,
    `[central]\nurl = ${text(plan.centralUrl)}\nkey = ${text(key)}\ntrustEverySeconds = 10`,
    `[[source]]\nkind = "serial"\npath = ${text(plan.readerPath)}`,
    ...(plan.keepDays === undefined ? [] : [`[journal]\nkeepDays = ${plan.keepDays}`]),
    `[policy]\nid = ${text(POLICY)}\nonce = ["citizen"]\nreceipts = true\nseal = { citizen = ["fullName"] }`,
  ];
  await writeFile(config, `${lines.join("\n")}\n`);
  return { folder, config, journal: join(kioskData, "journal"), central, publicKey, signer: journalSigner(KIOSK, imported), publish };
}

/** Starts the office's kiosk. */
export function startKioskOf({ folder, config }: Office, otherwise?: Otherwise): Program {
  return startProgram(["kiosk", "--config", config], join(folder, "kiosk.log"), otherwise);
}

/** Starts the office's central, on a free port. */
export function startCentralOf({ folder, central }: Office, otherwise?: Otherwise): Program {
  return startProgram(["central", "--listen", "127.0.0.1:0", "--data", central, "--json"], join(folder, "central.log"), otherwise);
}

/** A key of the operator's, as `tram central` makes and prints it. */
async function newOperatorKey(use: "witness" | "seal", ...command: readonly string[]) {
  const { code, stdout, stderr } = await runCentral(command);
  demand(code === 0, `tram central ${command[0]} makes a key: ${stderr}`);
  const jwk = JSON.parse(stdout) as { readonly kid: string; readonly kty: string };
  return { use, kid: jwk.kid, jwk };
}

/** One entry as it stands on one side. */
export interface HeldEntry {
  readonly seq: number;
  /** Its exact bytes, as text. */
  readonly body: string;
  /** In hex. */
  readonly leaf: string;
}

/** An entry of the kiosk's own journal, read. */
export interface JournalEntry extends HeldEntry {
  readonly entry: JournalBody;
}

/** The kiosk's journal from its first byte to its last. */
export async function entriesOf(journal: string): Promise<readonly JournalEntry[]> {
  const entries: JournalEntry[] = [];
  for await (const part of inspectJournal(journal)) {
    demand(part.kind !== "damage", `the journal is whole: ${JSON.stringify(part)}`);
    if (part.kind !== "entry") continue;
    const { seq, body } = part.record;
    entries.push({ seq, body: Buffer.from(body).toString(), leaf: hexOf(leafHash(body)), entry: part.entry });
  }
  return entries;
}

/** What central holds of the kiosk, in order, straight out of its file. */
export function ledgerOf(central: string): readonly HeldEntry[] {
  const database = new DatabaseSync(join(central, "ledger.sqlite"), { readOnly: true, timeout: 5000 });
  try {
    const rows = database.prepare("SELECT seq, body, leaf FROM entries WHERE kiosk = ? ORDER BY seq").all(KIOSK);
    return (rows as unknown as readonly { seq: number; body: Uint8Array; leaf: Uint8Array }[]).map(({ seq, body, leaf }) => ({
      seq,
      body: Buffer.from(body).toString(),
      leaf: hexOf(leaf),
    }));
  } finally {
    database.close();
  }
}

/** How many entries central holds. */
export function ledgerSize(central: string): number {
  const database = new DatabaseSync(join(central, "ledger.sqlite"), { readOnly: true, timeout: 5000 });
  try {
    return Number(database.prepare("SELECT count(*) AS count FROM entries WHERE kiosk = ?").get(KIOSK)?.["count"]);
  } finally {
    database.close();
  }
}

/** The entries of which central holds the sealed part. */
export function sealedPartsOf(central: string): ReadonlySet<number> {
  const database = new DatabaseSync(join(central, "ledger.sqlite"), { readOnly: true, timeout: 5000 });
  try {
    const rows = database.prepare("SELECT seq FROM sealed_parts WHERE kiosk = ? AND bytes IS NOT NULL").all(KIOSK);
    return new Set(rows.map(({ seq }) => Number(seq)));
  } finally {
    database.close();
  }
}

/** Demands that `tram journal verify` finds the journal whole, under the key that central was told. */
export async function demandWhole({ folder, journal, publicKey }: Office): Promise<void> {
  const { code, stdout } = await tram(["journal", "verify", journal, "--key", publicKey, "--json"], { cwd: folder });
  demand(code === 0, `tram journal verify finds the journal whole: ${stdout}`);
}
