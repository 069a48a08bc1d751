// Lists as their issuers publish them, through the real command line into a publisher's folder, published, and looked up by a kiosk.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { NO_VERSIONS } from "../../src/core/trust-version.ts";
import { writeQr } from "../../src/drivers/qr-writer.ts";
import { fetchBundle } from "../../src/drivers/trust-fetch.ts";
import { openTrustVault } from "../../src/drivers/trust-vault.ts";
import { bytes, int, map, text } from "../support/cbor-bytes.ts";
import { claimsSet, ED_KEY, ISSUER, makeCredential, type TestKey, testKey } from "../support/credential-maker.ts";
import { makeDcc } from "../support/dcc-maker.ts";
import { CARD_KEY, cardOf, makeCard, makeJws, splitCard } from "../support/health-card-maker.ts";
import { CITIZEN_CARD } from "../support/issued.ts";
import { reasonOf } from "../support/judging.ts";
import { offerTime } from "../support/offer-time.ts";
import { paste, qrFrame, toPgm } from "../support/pictures.ts";
import { afterCeremony, DAY, type PublisherWorld, TODAY } from "../support/publisher-world.ts";
import { bitstring, LIST_URI, listClaims, listCredential, makeJwt, makeListCwt, makeListJwt } from "../support/status-tokens.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";

const OTHER = "https://other.example";
const OTHER_KEY = testKey("EdDSA", 66, "other-1");
/** Identifiers of keys of EU certificates have eight bytes. */
const DCC_KEY = testKey("ES256", 2, "dcc-key1");
const PLACE = 9;

/** A publisher with two issuers. */
async function withIssuers(): Promise<PublisherWorld> {
  const world = await afterCeremony(temporaryFolder());
  await addIssuer(world, ISSUER, ED_KEY, CARD_KEY, DCC_KEY);
  await addIssuer(world, OTHER, OTHER_KEY);
  return world;
}

async function addIssuer({ json, path }: PublisherWorld, id: string, ...keys: readonly TestKey[]): Promise<void> {
  await json("issuer", "add", "--dir", path("pub"), "--issuer", id, "--types", "citizen,vaccination,health-card");
  for (const { kid, jwk } of keys) {
    writeFileSync(path("key.json"), JSON.stringify({ ...jwk, kid }));
    await json("key", "add", "--dir", path("pub"), "--issuer", id, path("key.json"));
  }
}

/** What one form of list looks like. */
interface Form {
  readonly kind: string;
  readonly words: readonly string[];
  /** A list that is this old, with our credential on it or without. */
  readonly file: (at: number, isRevoked: boolean, key?: TestKey) => Uint8Array | string;
  /** A credential that it can take back. */
  readonly code: string;
  readonly name: string;
}

const bits = (isRevoked: boolean) => {
  const list = Buffer.alloc(16);
  if (isRevoked) list[PLACE >> 3] = 1 << (PLACE & 7);
  return deflateSync(list);
};
const statusOf = map([text("status_list"), map([text("idx"), int(PLACE)], [text("uri"), text(LIST_URI)])]);
const CITIZEN = makeCredential({ payload: claimsSet({ more: [[int(65_535), statusOf]] }) }).text;
const CARD_STATUS = {
  type: "BitstringStatusListEntry",
  statusPurpose: "revocation",
  statusListIndex: String(PLACE),
  statusListCredential: LIST_URI,
};
const SIGNED_BY = ["--issuer", ISSUER];

const FORMS: readonly Form[] = [
  {
    kind: "token-status",
    words: SIGNED_BY,
    file: (at, isRevoked, key = ED_KEY) => {
      const status_list = { bits: 1, lst: bits(isRevoked).toString("base64url") };
      return makeListJwt(listClaims({ iat: at, exp: at + 10 * DAY, status_list }), { typ: "statuslist+jwt" }, key);
    },
    code: CITIZEN,
    name: LIST_URI,
  },
  {
    kind: "token-status",
    words: [...SIGNED_BY, "--uri", LIST_URI],
    file: (at, isRevoked, key = ED_KEY) =>
      makeListCwt({
        key,
        claims: [
          [int(2), text(LIST_URI)],
          [int(6), int(at)],
          [int(4), int(at + 10 * DAY)],
          [int(65_533), map([text("bits"), int(1)], [text("lst"), bytes(bits(isRevoked))])],
        ],
      }),
    code: CITIZEN,
    name: LIST_URI,
  },
  {
    kind: "bitstring",
    words: SIGNED_BY,
    file: (at, isRevoked, key = ED_KEY) => {
      const encodedList = `u${gzipSync(isRevoked ? bitstring(PLACE) : bitstring()).toString("base64url")}`;
      const dates = { validFrom: new Date(at * 1000).toISOString(), validUntil: new Date((at + 10 * DAY) * 1000).toISOString() };
      return makeJwt({ typ: "vc+jwt" }, listCredential({ encodedList }, dates), key);
    },
    code: makeCard({ payload: { ...cardOf(), credentialStatus: CARD_STATUS } }),
    name: LIST_URI,
  },
  {
    kind: "rid",
    words: [],
    file: (at, isRevoked) => JSON.stringify({ kid: CARD_KEY.kid, method: "rid", ctr: at, rids: isRevoked ? ["abc"] : [] }),
    code: makeCard({ payload: cardOf({ rid: "abc" }) }),
    name: CARD_KEY.kid,
  },
];
const SIGNED = FORMS.slice(0, 3);
const titled = (forms: readonly Form[]) =>
  forms.map((form) => [`${form.kind}${form.words.includes("--uri") ? " as CWT" : ""}`, form] as const);

const DCC = makeDcc({ key: DCC_KEY }).text;
const DCC_BATCH = {
  country: "VD",
  expires: "2027-06-01T00:00:00Z",
  kid: Buffer.from(DCC_KEY.kid).toString("base64"),
  hashType: "UCI",
};
const hashOf = (ci: string) => createHash("sha256").update(ci).digest().subarray(0, 16).toString("base64");
const batchOf = (...certificates: readonly string[]) =>
  JSON.stringify({ ...DCC_BATCH, entries: certificates.map((ci) => ({ hash: hashOf(ci) })) });

type Answer = Awaited<ReturnType<PublisherWorld["run"]>>;

/** `tram trust status import` of these bytes. */
async function take(world: PublisherWorld, kind: string, file: Uint8Array | string, ...words: readonly string[]): Promise<Answer> {
  writeFileSync(world.path("list"), file);
  return await world.run("status", "import", "--dir", world.path("pub"), "--kind", kind, ...words, world.path("list"));
}

async function inFolder({ run, path }: PublisherWorld, ...words: readonly string[]): Promise<Answer> {
  return await run(...words, "--dir", path("pub"));
}

async function publish({ run, path }: PublisherWorld, ...more: readonly string[]): Promise<Answer> {
  return await run("publish", "--dir", path("pub"), "--passphrase-file", path("pw"), ...more);
}

/** The decision of a kiosk that has taken in what is published. */
async function kioskSays({ path }: PublisherWorld, code: string): Promise<string> {
  const root = readFileSync(path("pub", "repository", "metadata", "1.root.json"));
  const vault = await openTrustVault({ folder: `${temporaryFolder()}/trust`, root, floor: NO_VERSIONS, demo: false, fetch: fetchBundle });
  try {
    const update = await vault.update({ kind: "folder", path: path("pub", "repository") }, offerTime(TODAY), NO_VERSIONS);
    if (update.kind !== "updated") throw new Error(JSON.stringify(update));
    return reasonOf(code, { trust: update.held.trust, at: TODAY });
  } finally {
    await vault.close();
  }
}

describe.each(titled(FORMS))("a list of the form %s", (_, { kind, words, file, code, name }) => {
  test("is taken, shown first, published, and a kiosk refuses what is on it", async () => {
    const world = await withIssuers();
    const taken = await take(world, kind, file(TODAY - DAY, true), ...words);
    expect(taken).toMatchObject({ code: 0 });
    expect(taken.out).toContain(`${kind === "rid" ? "rid" : "token-status"} ${name}`);
    expect(taken.out).toContain(`issuer: ${ISSUER}`);
    expect(taken.out).toContain("+1 revoked; 1 revoked, 0 suspended in all");
    expect(taken.out).toMatch(kind === "rid" ? /not signed/ : /signed with the key: ed-1 {2}([0-9a-f]{4} ){4}[0-9a-f]{4}\n/);
    expect((await publish(world)).code).toBe(0);
    expect(await kioskSays(world, code)).toBe("revoked");
  });

  test("is taken twice without a change, and a newer one takes its place", async () => {
    const world = await withIssuers();
    await take(world, kind, file(TODAY - DAY, false), ...words);
    expect(await take(world, kind, file(TODAY - DAY, false), ...words)).toMatchObject({
      code: 0,
      out: expect.stringContaining("nothing has changed"),
    });
    expect((await publish(world)).code).toBe(0);
    expect(await kioskSays(world, code)).toBe("granted");
    expect((await take(world, kind, file(TODAY - 60, true), ...words)).code).toBe(0);
    expect((await publish(world)).code).toBe(0);
    expect(await kioskSays(world, code)).toBe("revoked");
  });

  test("that is older gives nothing back: neither on import nor on publication", async () => {
    const world = await withIssuers();
    await take(world, kind, file(TODAY - DAY, true), ...words);
    await publish(world);
    const older = file(TODAY - 2 * DAY, false);
    const refused = await take(world, kind, older, ...words);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("older than the one that is here") });
    expect(refused.out).toContain("1 NO LONGER REVOKED");
    // The same age, and something else.
    expect(await take(world, kind, file(TODAY - DAY, false), ...words)).toMatchObject({
      code: 1,
      err: expect.stringContaining("--allow-older"),
    });
    const meant = await take(world, kind, older, ...words, "--allow-older");
    expect(meant).toMatchObject({ code: 0, err: expect.stringContaining("will ask for --allow-removal") });
    const unpublished = await publish(world);
    expect(unpublished).toMatchObject({ code: 1, err: expect.stringContaining("1 NO LONGER REVOKED") });
    expect(await kioskSays(world, code)).toBe("revoked");
    expect((await publish(world, "--allow-removal")).code).toBe(0);
    expect(await kioskSays(world, code)).toBe("granted");
  });

  test("is older also after the list was taken out", async () => {
    const world = await withIssuers();
    await take(world, kind, file(TODAY - DAY, true), ...words);
    await inFolder(world, "status", "remove", "--kind", kind === "rid" ? "rid" : "token-status", "--name", name);
    expect(await take(world, kind, file(TODAY - 2 * DAY, false), ...words)).toMatchObject({
      code: 1,
      err: expect.stringContaining("older"),
    });
  });

  test("is older also after the publisher kept the list itself, and took it out", async () => {
    const world = await withIssuers();
    const remove = () => inFolder(world, "status", "remove", "--kind", kind === "rid" ? "rid" : "token-status", "--name", name);
    await take(world, kind, file(TODAY - DAY, true), ...words);
    await remove();
    if (kind === "rid") await inFolder(world, "revoke", "--kid", name, "--rid", "own");
    else await inFolder(world, "status", "new", "--uri", name, "--size", "100");
    await remove();
    const older = file(TODAY - 2 * DAY, false);
    expect(await take(world, kind, older, ...words)).toMatchObject({ code: 1, err: expect.stringContaining("--allow-older") });
    expect((await take(world, kind, older, ...words, "--allow-older")).code).toBe(0);
  });

  test("is only looked at with --dry-run", async () => {
    const world = await withIssuers();
    const looked = await take(world, kind, file(TODAY - DAY, true), ...words, "--dry-run", "--json");
    expect(JSON.parse(looked.out)).toMatchObject({ name, issuer: ISSUER, dryRun: true, entries: { revoked: { added: 1 } } });
    expect(JSON.parse((await inFolder(world, "status", "show", "--json")).out)).toEqual({ lists: [] });
    // It did not count as the newest either.
    expect((await take(world, kind, file(TODAY - 2 * DAY, true), ...words)).code).toBe(0);
  });

  test("never takes the place of one that the publisher keeps itself", async () => {
    const world = await withIssuers();
    if (kind === "rid") await inFolder(world, "revoke", "--kid", name, "--rid", "own");
    else await inFolder(world, "status", "new", "--uri", name, "--size", "100");
    const refused = await take(world, kind, file(TODAY, false), ...words);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("kept by the publisher itself") });
    expect((await take(world, kind, file(TODAY, false), ...words, "--new-owner")).code).toBe(0);
  });

  test("that is none is said to be none", async () => {
    const world = await withIssuers();
    for (const rubbish of ["", "rubbish", Buffer.alloc(1000, 0xd2), "{}"]) {
      expect(await take(world, kind, rubbish, ...words)).toMatchObject({ code: 2, err: expect.stringMatching(/not a |not secured/) });
    }
    expect((await world.run("status", "import", "--dir", world.path("pub"), "--kind", kind, ...words, world.path("nowhere"))).code).toBe(2);
  });
});

describe.each(titled(SIGNED))("a signed list of the form %s", (_, { kind, words, file, code }) => {
  test("is refused with the signature of anybody else", async () => {
    const world = await withIssuers();
    expect(await take(world, kind, file(TODAY, false, OTHER_KEY), ...words)).toMatchObject({
      code: 1,
      err: expect.stringContaining("not signed by any of"),
    });
    expect(await take(world, kind, file(TODAY, false, testKey("EdDSA", 99, "ed-1")), ...words)).toMatchObject({ code: 1 });
    expect((await take(world, kind, file(TODAY, false), ...words, "--kid", CARD_KEY.kid)).err).toContain("not signed by any of");
    expect((await take(world, kind, file(TODAY, false), ...words.slice(2))).code).toBe(2);
  });

  test("is refused once it has ended, and while it is from the future", async () => {
    const world = await withIssuers();
    expect(await take(world, kind, file(TODAY - 11 * DAY, true), ...words)).toMatchObject({
      code: 1,
      err: expect.stringContaining("has expired"),
    });
    expect(await take(world, kind, file(TODAY + DAY, true), ...words)).toMatchObject({
      code: 1,
      err: expect.stringContaining("from the future"),
    });
  });

  test("of one issuer never takes the place of another's", async () => {
    const world = await withIssuers();
    await take(world, kind, file(TODAY - DAY, true), ...words);
    await publish(world);
    const forged = file(TODAY, false, OTHER_KEY);
    const asOther = ["--issuer", OTHER];
    expect(await take(world, kind, forged, ...asOther)).toMatchObject({ code: 1, err: expect.stringContaining(`is the one of ${ISSUER}`) });
    expect(await kioskSays(world, code)).toBe("revoked");
    // The visible step; and then the old owner is the stranger.
    expect((await take(world, kind, forged, ...asOther, "--new-owner")).code).toBe(0);
    expect((await take(world, kind, file(TODAY, true), ...words)).err).toContain(`is the one of ${OTHER}`);
    expect((await publish(world)).err).toContain("NO LONGER REVOKED");
  });

  test("of one issuer never comes first under another's address", async () => {
    const world = await withIssuers();
    const refused = await take(world, kind, file(TODAY, false, OTHER_KEY), "--issuer", OTHER);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("--new-owner") });
    expect(refused.err).toMatch(/is not one of the issuer https:\/\/other|says that it is from https:\/\/issuer/);
  });

  test("of one issuer never comes first under the address of a did:web on its site", async () => {
    const world = await withIssuers();
    const site = new URL(LIST_URI).host;
    await addIssuer(world, `did:web:${site}:status`, testKey("EdDSA", 67, "ministry-1"));
    const refused = await take(world, kind, file(TODAY, false), ...words);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`but of did:web:${site}:status`) });
    expect((await take(world, kind, file(TODAY, false), ...words, "--new-owner")).code).toBe(0);
  });

  test("is refused under another name than the one that was asked for", async () => {
    const world = await withIssuers();
    const refused = await take(world, kind, file(TODAY, false), ...SIGNED_BY, "--uri", `${LIST_URI}0`);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`has the list ${LIST_URI}, not ${LIST_URI}0`) });
  });

  test("is refused where its key has ended: a thief has it still", async () => {
    const world = await withIssuers();
    await inFolder(world, "key", "retire", "--issuer", ISSUER, "--kid", "ed-1", "--until", String(TODAY - DAY));
    const isOver = { code: 1, err: expect.stringMatching(/signed by the key ed-1, which is known but has been over since 2026-11-26/) };
    expect(await take(world, kind, file(TODAY, false), ...words)).toMatchObject(isOver);
    expect(await take(world, kind, file(TODAY, false), ...words, "--kid", "ed-1")).toMatchObject(isOver);
    // Of a list that it has not signed only that much is known.
    expect(await take(world, kind, file(TODAY, false, OTHER_KEY), ...words, "--kid", "ed-1")).toMatchObject({
      code: 1,
      err: expect.stringContaining("no key in force (ed-1 until 2026-11-26)"),
    });
  });

  test("is told before it ends", async () => {
    const world = await withIssuers();
    await take(world, kind, file(TODAY - 5 * DAY, false), ...words);
    expect((await publish(world)).err).toContain(`lists that end before the bundle does: token-status ${LIST_URI} (2026-12-02)`);
    expect((await inFolder(world, "status", "show")).out).toContain(`of ${ISSUER}, signed with the key ed-1, issued 2026-11-22`);
  });
});

describe("an unsigned list", () => {
  const rid = FORMS[3];

  test("belongs to the issuer whose key it names, and nobody else can be said to be it", async () => {
    const world = await withIssuers();
    const file = rid?.file(TODAY, true) ?? "";
    const answer = await take(world, "rid", file, "--issuer", OTHER);
    expect(answer).toMatchObject({ code: 1, err: expect.stringContaining(`${OTHER} has no key ${CARD_KEY.kid}`) });
    expect((await take(world, "rid", file, "--uri", LIST_URI)).code).toBe(2);
    expect((await take(world, "rid", file, "--issuer", ISSUER)).code).toBe(0);
  });

  test("of a key that several issuers have needs a word", async () => {
    const world = await withIssuers();
    await addIssuer(world, "https://third.example", CARD_KEY);
    const file = rid?.file(TODAY, true) ?? "";
    expect(await take(world, "rid", file)).toMatchObject({ code: 2, err: expect.stringContaining("say whose list it is with --issuer") });
    expect((await take(world, "rid", file, "--issuer", ISSUER)).code).toBe(0);
    expect(await take(world, "rid", rid?.file(TODAY + 1, true) ?? "", "--issuer", "https://third.example")).toMatchObject({ code: 1 });
  });
});

describe("a batch of the DCC gateway", () => {
  const certificate = "URN:UVCI:01:VD:TEST/1";

  test("is added to what is there, published, and a kiosk refuses the certificate", async () => {
    const world = await withIssuers();
    expect(await take(world, "dcc", batchOf("somebody", "else"))).toMatchObject({
      code: 0,
      out: expect.stringContaining(`issuer: ${ISSUER}`),
    });
    expect((await publish(world)).code).toBe(0);
    expect(await kioskSays(world, DCC)).toBe("granted");
    const more = await take(world, "dcc", batchOf(certificate), "--json");
    expect(JSON.parse(more.out)).toMatchObject({ changed: true, hashed: "uci", entries: { revoked: { added: 1, removed: 0, total: 3 } } });
    expect(await take(world, "dcc", batchOf(certificate))).toMatchObject({ code: 0, out: expect.stringContaining("nothing has changed") });
    expect((await publish(world)).code).toBe(0);
    expect(await kioskSays(world, DCC)).toBe("revoked");
  });

  test("is refused where it is over, and where it is none", async () => {
    const world = await withIssuers();
    const over = JSON.stringify({ ...JSON.parse(batchOf(certificate)), expires: "2026-11-01T00:00:00Z" });
    expect(await take(world, "dcc", over)).toMatchObject({ code: 1, err: expect.stringContaining("nothing to import") });
    expect((await take(world, "dcc", "{}")).code).toBe(2);
  });
});

describe("a revocation", () => {
  const named = ["--issuer", ISSUER, "--credential", "ab".repeat(32)];

  test.each(["reinstate", "suspend"])(
    "is for good: %s takes an explicit step with a reason, and so does the publication",
    async (command) => {
      const world = await withIssuers();
      await inFolder(world, "revoke", ...named);
      await publish(world);
      const refused = await inFolder(world, command, ...named);
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("that is for good") });
      expect(refused.err).toContain("thu hồi là vĩnh viễn");
      expect((await inFolder(world, command, ...named, "--undo-revocation", " ")).code).toBe(2);
      const undone = await inFolder(world, command, ...named, "--undo-revocation", "nhầm số giấy tờ");
      expect(undone).toMatchObject({ code: 0, err: expect.stringContaining("a revocation is undone") });
      const { out } = await inFolder(world, "diff");
      expect(out).toContain("1 NO LONGER REVOKED");
      expect(out).toMatch(/revocation of https:\/\/issuer\.example (ab){32} undone \(2026-11-27\): nhầm số giấy tờ/);
      expect(JSON.parse((await inFolder(world, "diff", "--json")).out)).toMatchObject({ undone: [{ reason: "nhầm số giấy tờ" }] });
      expect(await publish(world)).toMatchObject({ code: 1, err: expect.stringContaining("--allow-removal") });
      expect((await publish(world, "--allow-removal")).code).toBe(0);
      world.setClock(TODAY + 60);
      expect((await inFolder(world, "diff")).out).toContain("The same contents as published now");
    },
  );

  test("is needed for the step: a suspension ends without", async () => {
    const world = await withIssuers();
    await inFolder(world, "suspend", ...named);
    await publish(world);
    expect((await inFolder(world, "reinstate", ...named)).code).toBe(0);
    expect((await inFolder(world, "diff")).out).toContain("1 no longer suspended");
    expect((await publish(world)).code).toBe(0);
  });

  test("on an issuer's own list is told to be the issuer's business", async () => {
    const world = await withIssuers();
    const [form] = FORMS;
    await take(world, "token-status", form?.file(TODAY, false) ?? "", ...SIGNED_BY);
    const answer = await inFolder(world, "revoke", "--uri", LIST_URI, "--index", "3");
    expect(answer).toMatchObject({ code: 0, err: expect.stringContaining(`is published by ${ISSUER}`) });
    // The same list again would give it back.
    expect((await take(world, "token-status", form?.file(TODAY, false) ?? "", ...SIGNED_BY)).err).toContain("are no longer revoked");
  });
});

describe("a code that somebody brings", () => {
  test("is revoked by its picture, and nothing of it is kept", async () => {
    const world = await withIssuers();
    writeFileSync(world.path("code.png"), (await writeQr(CITIZEN)).png);
    const answer = await inFolder(world, "revoke", "--code", world.path("code.png"), "--json");
    expect(JSON.parse(answer.out)).toMatchObject({ kind: "identity", name: ISSUER, standing: "revoked", before: "valid", changed: true });
    for (const name of readdirSync(world.path("pub"), { recursive: true, encoding: "utf8" })) {
      const file = world.path("pub", name);
      if (/\.\w+$/.test(name)) expect(readFileSync(file).toString("latin1")).not.toContain(CITIZEN.slice(0, 30));
    }
    expect((await inFolder(world, "revoke", "--code", world.path("code.png"))).out).toContain("nothing has changed");
  });

  test("beside a plain one on the same card is found", async () => {
    const world = await withIssuers();
    const [plain, signed] = [await qrFrame(CITIZEN_CARD), await qrFrame(CITIZEN)];
    writeFileSync(world.path("card.pgm"), toPgm(paste([plain, signed], 1600, 900)));
    expect((await inFolder(world, "revoke", "--code", world.path("card.pgm"))).code).toBe(0);
  });

  test("among several credentials is not guessed", async () => {
    const world = await withIssuers();
    const two = [await qrFrame(CITIZEN), await qrFrame(makeCredential().text)];
    writeFileSync(world.path("two.pgm"), toPgm(paste(two, 1600, 900)));
    expect(await inFolder(world, "revoke", "--code", world.path("two.pgm"))).toMatchObject({
      code: 2,
      err: expect.stringContaining("codes of several credentials"),
    });
  });

  test("in several codes is put together from their pictures, in any order", async () => {
    const world = await withIssuers();
    const parts = splitCard(makeJws(), 3);
    const words: string[] = [];
    for (const [index, part] of parts.toReversed().entries()) {
      writeFileSync(world.path(`part-${index}.png`), (await writeQr(part)).png);
      words.push("--code", world.path(`part-${index}.png`));
    }
    expect((await inFolder(world, "revoke", ...words.slice(2))).err).toContain("no code of a signed credential");
    expect((await inFolder(world, "revoke", ...words)).code).toBe(0);
  });

  test.each<[string, Uint8Array | string, RegExp]>([
    [
      "without any code in it",
      toPgm({ width: 64, height: 64, stride: 64, luma: new Uint8Array(4096).fill(255) }),
      /no QR code in the picture/,
    ],
    ["that is damaged", Buffer.from("\x89PNG\r\n\x1a\nrubbish", "latin1"), /cannot read --code .*code: /],
    ["that nobody in the draft has signed", makeCredential({ key: testKey("EdDSA", 77, "x") }).text, /no key in the draft has signed/],
  ])("%s is refused with what to do", async (_, file, expected) => {
    const world = await withIssuers();
    writeFileSync(world.path("code"), file);
    expect(await inFolder(world, "revoke", "--code", world.path("code"))).toMatchObject({ code: 2, err: expect.stringMatching(expected) });
  });

  test("comes over standard input, picture or text, to the real program", async () => {
    const world = await withIssuers();
    const words = ["trust", "revoke", "--dir", world.path("pub"), "--code", "-", "--json"];
    const shown = [
      await tram(words, { cwd: world.folder, stdin: (await writeQr(CITIZEN)).png }),
      await tram(words, { cwd: world.folder, stdin: `${CITIZEN}\n` }),
    ];
    expect(shown.map(({ code, stdout }) => [code, JSON.parse(stdout).changed])).toEqual([
      [0, true],
      [0, false],
    ]);
  });
});

test("a record that is damaged stops whoever would take an old list for a new one", async () => {
  const world = await withIssuers();
  writeFileSync(world.path("pub", "status-record.json"), "{");
  const refused = await take(world, "rid", FORMS[3]?.file(TODAY, true) ?? "");
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("status-record.json is damaged") });
});

describe("what show and diff say", () => {
  test("of a group is each member of its policy, and of lists whose they are", async () => {
    const world = await withIssuers();
    const policy = (extra: string) => `id = "desk"\ncredentials = ["citizen"]\n${extra}`;
    writeFileSync(world.path("policy.toml"), policy("live = { citizen = 'required' }\n"));
    await inFolder(world, "policy", "set", "--group", "desks", world.path("policy.toml"));
    await take(world, "rid", FORMS[3]?.file(TODAY, true) ?? "");
    const { out } = await inFolder(world, "show");
    expect(out).toContain("    policy.live.citizen: required");
    expect(out).toContain(`rid ${CARD_KEY.kid}`);
    expect(out).toContain(`of ${ISSUER}, not signed, handed in by the operator, ctr ${TODAY}`);
    await publish(world);
    writeFileSync(world.path("policy.toml"), policy(""));
    await inFolder(world, "policy", "set", "--group", "desks", world.path("policy.toml"));
    expect((await inFolder(world, "diff")).out).toContain("group of kiosks desks changed: policy.live.citizen: required → –");
    expect(JSON.parse((await inFolder(world, "diff", "--json")).out)).toMatchObject({
      changes: [{ subject: "group", name: "desks", member: { path: "policy.live.citizen", before: "required" } }],
    });
    await inFolder(world, "policy", "remove", "--group", "desks");
    expect(await publish(world)).toMatchObject({ code: 1, err: expect.stringContaining("--allow-removal") });
  });
});
