// The hand-off of a running kiosk: a receiver of webhooks that goes down and comes back, real kills, a keyboard bridge, and the staff's page.
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { isWholeCsv } from "../../src/core/hand-off/csv.ts";
import { readSecrets, webhookHeaders } from "../../src/core/hand-off/webhook-signature.ts";
import { isJournalEvent } from "../../src/core/journal-event.ts";
import { decodePersonal } from "../../src/core/sealed-part.ts";
import { deviceCertificate } from "../../src/drivers/device-certificate.ts";
import { createWebhookLink } from "../../src/drivers/hand-off-webhook.ts";
import { newSealKey, openSealed, publicHalf } from "../../src/drivers/hpke.ts";
import { inspectJournal } from "../../src/drivers/journal-inspection.ts";
import { keptFile } from "../../src/drivers/kept-file.ts";
import { plugInBridge } from "../support/scripted-bridge.ts";
import { staffBrowser } from "../support/staff-browser.ts";
import { CARD, STAFF, type StaffedKiosk, startStaffedKiosk } from "../support/staffed-kiosk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { lettersOf } from "../support/typed-letters.ts";

const SOON = { timeout: 20_000, interval: 50 };
const SECRET = `whsec_${randomBytes(32).toString("base64")}`;
const key = newSealKey();

interface Received {
  readonly id: string;
  readonly body: string;
  readonly isSigned: boolean;
}

/** A receiver that keeps what it takes. `status` 0: it never answers. */
const receiver = { status: 503, heard: 0, taken: [] as Received[] };
let server: Server;
let bridge: Awaited<ReturnType<typeof plugInBridge>>;
let kiosk: StaffedKiosk;
let more: string;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    receiver.heard += 1;
    if (receiver.status === 0) return;
    if (receiver.status === 200) receiver.taken.push(received(request.headers, Buffer.concat(parts)));
    response.writeHead(receiver.status).end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => void server.once("listening", resolve));
  bridge = await plugInBridge();
  const secrets = join(temporaryFolder(), "secrets");
  await writeFile(secrets, `${SECRET}\n`, { mode: 0o600 });
  const { kty, crv, x } = publicHalf(key);
  more = `[[handOff]]
kind = "webhook"
name = "queue"
url = "http://127.0.0.1:${(server.address() as AddressInfo).port}/hook"
secrets = ${JSON.stringify(secrets)}
sealTo = { kty = "${kty}", crv = "${crv}", x = "${x}" }
fields = ["fullName", "personalId"]
[[handOff]]
kind = "keyboard"
name = "his"
bridge = ${JSON.stringify(bridge.path)}
profile = "telex"
template = "{personalId}{TAB}{fullName}{TAB}{dob:dd/MM/yyyy}{ENTER}"
pauseMs = 1
`;
  kiosk = await startStaffedKiosk(undefined, more);
}, 60_000);
afterAll(async () => {
  await kiosk.stop();
  await bridge.close();
  server.closeAllConnections();
  server.close();
});

function received(headers: NodeJS.Dict<string | string[]>, body: Buffer): Received {
  const id = String(headers["webhook-id"]);
  const read = readSecrets(SECRET);
  const mine = read.ok ? webhookHeaders(id, Number(headers["webhook-timestamp"]), body, read.secrets) : undefined;
  return { id, body: body.toString("utf8"), isSigned: mine?.["webhook-signature"] === headers["webhook-signature"] };
}

/** Places of the answers in the journal. */
async function answered(): Promise<readonly number[]> {
  const seqs: number[] = [];
  for await (const part of inspectJournal(join(kiosk.data, "journal"))) {
    if (part.kind === "entry" && !isJournalEvent(part.entry)) seqs.push(part.entry.seq);
  }
  return seqs;
}

const seqOf = ({ body }: Received) => JSON.parse(body).data.seq as number;

test("while the receiver is down nothing is lost, nothing of a person lies on the disk in clear, and kills change neither", {
  timeout: 120_000,
}, async () => {
  for (let cut = 0; cut < 4; cut += 1) {
    await kiosk.show(CARD.replace("001185012345", `00108501${String(1000 + cut)}`));
    await kiosk.show(`no code of anybody ${cut}`);
    await kiosk.kill();
    const files = readdirSync(join(kiosk.data, "hand-off", "queue"));
    const contents = files.map((name) => readFileSync(join(kiosk.data, "hand-off", "queue", name), "utf8")).join("\n");
    expect(contents).not.toMatch(/Bưởi|0108501|1985/);
    kiosk = await startStaffedKiosk(kiosk.folder, more);
  }
  expect(receiver.heard).toBeGreaterThan(0);
  receiver.status = 200;
  const seqs = await answered();
  expect(seqs.length).toBeGreaterThan(3);
  await expect.poll(() => [...new Set(receiver.taken.map(seqOf))].toSorted((one, other) => one - other), SOON).toEqual(seqs);
  expect(receiver.taken.filter(({ isSigned }) => !isSigned)).toEqual([]);
  // What arrived twice was the same message, and is known by its id.
  expect(new Set(receiver.taken.map(({ id }) => id)).size).toBe(seqs.length);
});

test("a person's fields open with the receiver's key alone", async () => {
  const before = receiver.taken.length;
  await kiosk.show(CARD.replace("001185012345", "001085015555"));
  await expect.poll(() => receiver.taken.length, SOON).toBe(before + 1);
  const { id, body } = receiver.taken.at(-1) ?? { id: "", body: "{}" };
  const { data } = JSON.parse(body);
  expect(data).toMatchObject({ kiosk: "staffed", reason: "document-read", verdict: "read-only", credentialType: "citizen-card" });
  const opened = await openSealed(key, Buffer.from(data.person.sealed, "base64url"), id);
  const expected = new Map([
    ["fullName", "Nguyễn Thị Bưởi"],
    ["personalId", "001085015555"],
  ]);
  expect(opened.ok && decodePersonal(opened.inside)?.attributes).toEqual(expected);
});

test("a clerk sends a result to the counter's computer once, and has it as FHIR and CSV", { timeout: 60_000 }, async () => {
  const device = staffBrowser(`https://127.0.0.1:${kiosk.port}`);
  await device.post("/staff/pair", { code: await kiosk.pairingCode(), name: "Quầy 2" });
  expect((await device.get("/staff/hand-off")).status).toBe(401);
  await device.post("/staff/sign-in", STAFF);
  await kiosk.show(CARD);
  await expect
    .poll(async () => ((await device.get("/staff/entries?code=T-300")).json() as { readonly total: number }).total, SOON)
    .toBeGreaterThan(0);
  const seq = Math.max(...(await answered()));

  expect((await device.get("/staff/hand-off")).json()).toEqual({
    targets: [
      { name: "his", kind: "keyboard", automatic: false },
      { name: "queue", kind: "webhook", automatic: true, waiting: expect.any(Number) },
    ],
  });
  const sent = await device.post("/staff/hand-off", { seq, target: "his" });
  expect([sent.status, sent.json()]).toEqual([200, { kind: "done" }]);
  expect(lettersOf(bridge.reports)).toBe("001185012345\tNguyeenx Thij Buwowir\t15/08/1985\n");
  const again = await device.post("/staff/hand-off", { seq, target: "his" });
  expect([again.status, again.json()]).toEqual([409, { kind: "already" }]);
  const foreign = await device.post(
    "/staff/hand-off",
    { seq, target: "his", again: true },
    { headers: { "sec-fetch-site": "cross-site" } },
  );
  expect(foreign.status).toBe(403);

  const fhir = await device.get(`/staff/results/${seq}/fhir`);
  expect([fhir.status, fhir.headers["content-type"], fhir.headers["cache-control"]]).toEqual([
    200,
    "application/fhir+json; charset=utf-8",
    "no-store",
  ]);
  expect(fhir.json()).toMatchObject({
    resourceType: "Bundle",
    entry: [{ resource: { resourceType: "Patient", birthDate: "1985-08-15" } }, {}],
  });
  const fields = (await device.get(`/staff/results/${seq}/csv`)).body.toString("utf8");
  expect(fields).toContain("fullName,Nguyễn Thị Bưởi\r\n");
  const entries = (await device.get("/staff/entries.csv")).body.toString("utf8");
  expect([isWholeCsv(fields), isWholeCsv(entries), entries.includes("Bưởi")]).toEqual([true, true, false]);
  expect((await device.get("/staff/results/999999/fhir")).status).toBe(404);
});

test("a receiver that never answers holds no answer up, and one that wants no more is a code on the screen", {
  timeout: 60_000,
}, async () => {
  receiver.status = 0;
  const before = receiver.heard;
  await kiosk.show("no code of anybody, the first");
  await expect.poll(() => receiver.heard, SOON).toBeGreaterThan(before);
  const seqs = (await answered()).length;
  await kiosk.show("no code of anybody, the second");
  await expect.poll(async () => (await answered()).length, SOON).toBe(seqs + 1);
  receiver.status = 410;
  server.closeAllConnections();
  const codes = async () => ((await (await fetch(`${kiosk.url}/status`)).json()) as { readonly codes?: readonly string[] }).codes;
  await expect.poll(codes, SOON).toContain("T-753");
});

test("over TLS the receiver's certificate counts, and an authority of the office's own", async () => {
  const folder = temporaryFolder();
  const { certificate, key: privateKey } = await deviceCertificate({
    key: keptFile(join(folder, "key.pem")),
    certificate: keptFile(join(folder, "certificate.pem")),
    names: ["127.0.0.1", "localhost"],
    kiosk: "his",
    now: Date.now() / 1000,
  });
  const tls = createTlsServer({ cert: certificate, key: privateKey }, (_request, response) => void response.writeHead(204).end()).listen(
    0,
    "127.0.0.1",
  );
  await new Promise((resolve) => void tls.once("listening", resolve));
  onTestFinished(() => {
    tls.closeAllConnections();
    tls.close();
  });
  const url = `https://127.0.0.1:${(tls.address() as AddressInfo).port}/`;
  const read = readSecrets(SECRET);
  const options = { url, secrets: read.ok ? read.secrets : [], clock: { now: () => Date.now() / 1000 } };
  const message = { id: "msg_1", seq: 1, body: Buffer.from("{}") };
  const [stranger, known] = [createWebhookLink(options), createWebhookLink({ ...options, authorities: certificate })];
  expect(await stranger.post(message)).toMatchObject({ kind: "later", detail: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) });
  expect(await known.post(message)).toEqual({ kind: "taken" });
  await Promise.all([stranger.close(), known.close()]);
});
