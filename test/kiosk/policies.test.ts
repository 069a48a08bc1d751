// The example policies of docs/policies/, through the kiosk's own schema, with credentials that the issuer makes.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { decide } from "../../src/core/decide.ts";
import type { Decision } from "../../src/core/decision.ts";
import { ATTRIBUTE_KEYS } from "../../src/core/formats/claim169-attributes.ts";
import { typedClaimsOf } from "../../src/core/formats/typed-credential.ts";
import { publicJwkOf } from "../../src/core/http-signature.ts";
import { issue } from "../../src/core/issue.ts";
import { type Policy, PolicySchema } from "../../src/core/policy.ts";
import type { CredentialType } from "../../src/core/presentation.ts";
import { importJwk } from "../../src/core/signature.ts";
import { startOfDayInVietnam } from "../../src/core/time.ts";
import { loadTrust } from "../../src/core/trust-loading.ts";
import { parseConfig } from "../../src/kiosk/config.ts";
import { text } from "../support/cbor-bytes.ts";
import { AT, HOLDER_KEY, type LiveRecipe, makeLiveCode, testKey } from "../support/credential-maker.ts";
import { CITIZEN_CARD, messageIn } from "../support/issued.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";
import { TYPED_EXAMPLES } from "../support/typed-examples.ts";

const FOLDER = new URL("../../docs/policies/", import.meta.url);
const NAMES = readdirSync(FOLDER).map((file) => file.replace(/\.toml$/, ""));

const HEAD = 'id = "k"\ndata = "/d"\n[trust]\nroot = "/r"\n[[source]]\nkind = "camera"\n';

/** A policy as a kiosk reads it: the file's section in a configuration. */
function policyNamed(name: string): Policy {
  const parsed = parseConfig(HEAD + readFileSync(new URL(`${name}.toml`, FOLDER), "utf8"));
  if (!parsed.ok) throw new Error(`${name}: ${parsed.problems.join("; ")}`);
  return parsed.config.policy;
}

const PERSON = { fullName: "Nguyễn Thị Kiểm Thử", dateOfBirth: "19900515", gender: 2, address: "Thôn Thử Nghiệm" };
const HOLDER = importJwk(HOLDER_KEY.jwk);
const holderKey = HOLDER && publicJwkOf(HOLDER);

/** Every issuer signs every type here: what is refused, the policy refuses. */
const ISSUERS = [...new Set(NAMES.flatMap((name) => policyNamed(name).issuers ?? [])), "https://stranger.example"];
const KEYS = new Map(ISSUERS.map((issuer) => [issuer, newIssuerKey("EdDSA", { issuer })]));
const ALL_TYPES: readonly CredentialType[] = ["citizen", ...TYPED_EXAMPLES.map(({ type }) => type)];
const { trust } = loadTrust({
  version: 1,
  issuedAt: AT - 3600,
  expiresAt: AT + 86_400,
  issuers: [...KEYS].map(([id, { kid, privateKey }]) => ({
    id,
    types: [...ALL_TYPES],
    keys: [{ kid, jwk: publicJwkOf(privateKey.publicKey) }],
  })),
});

interface Shown {
  readonly issuer?: string;
  /** Without an expiry. */
  readonly isForEver?: true;
  /** Claims that differ. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly live?: LiveRecipe;
  readonly acceptedAt?: number;
  readonly at?: number;
}

/** What a kiosk with this policy says of a credential of this type. */
function show(name: string, type: CredentialType, shown: Shown = {}): Decision {
  const policy = policyNamed(name);
  const key = KEYS.get(shown.issuer ?? policy.issuers?.[0] ?? "");
  if (!key) throw new Error(`${name} names no issuer`);
  const claims = { ...PERSON, ...TYPED_EXAMPLES.find((example) => example.type === type)?.claims, ...shown.claims };
  const order = { type, claims, issuedAt: AT - 60, ...(!shown.isForEver && { expires: AT + 86_400 }), ...(holderKey && { holderKey }) };
  const issued = issue(order, key);
  if (!issued.ok) throw new Error(issued.problems.map(({ en }) => en).join("; "));
  const symbol = shown.live ? makeLiveCode({ credential: messageIn(issued.text), ...shown.live }).text : issued.text;
  return judge(policy, symbol, shown);
}

function judge(policy: Policy, symbol: string, { at = AT, acceptedAt }: Shown = {}): Decision {
  return decide({ symbol: Buffer.from(symbol), source: "desk", at }, trust, policy, {
    lastAccepted: () => acceptedAt,
    wasPresented: () => false,
  });
}

const answers = (decision: Decision) => decision.answers?.map(({ condition, answer }) => `${condition.id}: ${answer}`);

test("there is one for each kind of service point", () => {
  expect(NAMES.toSorted()).toEqual(["clinic-desk", "collection-point", "commune-office", "pharmacy", "public-service-counter", "school"]);
});

describe("the handbook", () => {
  const handbook = readFileSync(new URL("../operating.md", FOLDER), "utf8");

  test("has every key of a policy, and every example", () => {
    expect(Object.keys(PolicySchema.entries).filter((key) => !handbook.includes(`\n| \`${key}\` `))).toEqual([]);
    expect(NAMES.filter((name) => !handbook.includes(`](policies/${name}.toml)`))).toEqual([]);
  });

  test("shows conditions that a kiosk takes", () => {
    const conditions = /```toml\n(\[\[policy\.conditions\]\][\s\S]*?)```/.exec(handbook)?.[1] ?? "";
    const parsed = parseConfig(`${HEAD}[policy]\nid = "p"\n${conditions}`);
    expect(parsed.ok && parsed.config.policy.conditions?.map(({ id, required }) => [id, required])).toEqual([
      ["adult", false],
      ["resident", true],
    ]);
  });
});

describe.each(NAMES)("the policy %s", (name) => {
  const policy = policyNamed(name);
  const wanted = policy.credentials ?? [];
  const isLiveRequired = (type: CredentialType) => policy.live?.[type] === "required";

  test("is named like its file, names its types, their issuers, and asks each for an expiry", () => {
    expect(policy.id).toBe(name);
    expect([wanted.length > 0, (policy.issuers ?? []).length > 0]).toEqual([true, true]);
    expect(policy.requireExpiry).toEqual(wanted);
    expect(Object.keys(policy.live ?? {}).toSorted()).toEqual(wanted.toSorted());
    expect(Object.values(policy.nextStep ?? {})).toHaveLength(2);
  });

  test("discloses only names that there are, and no address, of credentials that it wants", () => {
    for (const [type, names = []] of Object.entries(policy.disclose ?? {})) {
      const definition = typedClaimsOf(type as CredentialType);
      const isCredential = definition !== undefined || type === "citizen";
      const known = [...ATTRIBUTE_KEYS.keys(), ...(definition?.claims.map((claim) => claim.name) ?? [])];
      if (isCredential) expect([type, names.filter((attribute) => !known.includes(attribute))]).toEqual([type, []]);
      expect([...wanted, ...(policy.documents ?? [])]).toContain(type);
      expect(names.filter((attribute) => /address|plusCode/i.test(attribute))).toEqual([]);
    }
  });

  test("accepts what it wants, and discloses nothing else than it says", () => {
    for (const type of wanted) {
      const decision = show(name, type, isLiveRequired(type) ? { live: {} } : {});
      expect([type, decision.reason]).toEqual([type, "granted"]);
      const claims = Object.keys(decision.claims ?? {});
      const expected = (policy.disclose?.[type] ?? []).filter((attribute) => claims.includes(attribute));
      expect(Object.keys(decision.disclosed ?? {}).toSorted()).toEqual(expected.toSorted());
    }
  });

  test("refuses every other type, and tells nobody what stands in it", () => {
    for (const type of ALL_TYPES.filter((other) => !wanted.includes(other))) {
      const decision = show(name, type);
      expect([type, decision.reason, decision.claims]).toEqual([type, "type-not-wanted", undefined]);
    }
  });

  test("refuses other issuers, and credentials that never expire", () => {
    for (const type of wanted) {
      expect(show(name, type, { issuer: "https://stranger.example" }).reason).toBe("issuer-not-permitted");
      const forEver = type === "health-insurance" ? { validTo: null } : {};
      expect(show(name, type, { claims: forEver, isForEver: true }).reason).toBe("expiry-missing");
    }
  });
});

test.each(["public-service-counter", "clinic-desk"])("%s shows a bare number, without which staff could compare nothing", (name) => {
  expect(judge(policyNamed(name), "099190000001")).toMatchObject({ reason: "document-read", disclosed: { personalId: "099190000001" } });
});

describe("the public-service counter", () => {
  const counter = "public-service-counter";

  test("shows what an application costs and where the fee goes", () => {
    expect(show(counter, "application").fee).toEqual({ amountVnd: 50_000, reference: "H99.01-261123-0007" });
    expect(show(counter, "application", { claims: { feeVnd: null } }).fee).toBeUndefined();
    expect(policyNamed(counter).fee).toEqual({ bin: "999999", account: "0990000001" });
  });

  test("tells staff whether a person is 18, and serves both", () => {
    const born = ["20081123", "20081124", null].map((dateOfBirth) => show(counter, "citizen", { claims: { dateOfBirth } }));
    expect(born.map(answers)).toEqual([["adult: yes"], ["adult: no"], ["adult: unknown"]]);
    expect(born.map(({ reason }) => reason)).toEqual(["granted", "granted", "granted"]);
  });

  test("prefers live codes and takes one that was made for another counter for what it is", () => {
    expect(show(counter, "citizen").warnings).toEqual(["not-live"]);
    expect(show(counter, "citizen", { live: {} }).warnings).toEqual([]);
    expect(show(counter, "citizen", { live: { aud: text("https://onestop.example/counters/3") } }).reason).toBe("granted");
    expect(show(counter, "citizen", { live: { aud: text("https://onestop.example/counters/4") } }).reason).toBe("audience-mismatch");
    expect(show(counter, "application").warnings).toEqual([]);
  });

  test("takes the same phone held up twice for one visit", () => {
    expect([29, 30].map((seconds) => show(counter, "citizen", { acceptedAt: AT - seconds }).reason)).toEqual(["already-used", "granted"]);
  });

  test("reads a citizen card, and shows of it the name and the birth date", () => {
    const { reason, disclosed } = judge(policyNamed(counter), CITIZEN_CARD);
    expect([reason, disclosed]).toEqual(["document-read", { fullName: "Nguyễn Thị Kiểm Thử", dob: "1990-05-15" }]);
  });
});

describe("the clinic's desk", () => {
  test("shows what the desk types, and not the address", () => {
    const { disclosed } = show("clinic-desk", "health-insurance");
    expect(disclosed).toEqual({
      fullName: "Nguyễn Thị Kiểm Thử",
      dateOfBirth: "19900515",
      gender: 2,
      cardNumber: "GD4990000000001",
      benefitLevel: 4,
      facility: "Trạm Y tế xã Ví Dụ",
      validTo: "2027-12-31",
    });
  });

  test("refuses an insurance after its last day, although the credential itself goes on", () => {
    const today = startOfDayInVietnam("2026-11-23");
    const at = (seconds: number) =>
      show("clinic-desk", "health-insurance", { claims: { validTo: "2026-11-23" }, at: today + seconds }).reason;
    expect([at(86_399), at(86_400)]).toEqual(["granted", "expired"]);
  });

  test("tells staff who is under 6", () => {
    expect(answers(show("clinic-desk", "citizen", { claims: { dateOfBirth: "20201124" } }))).toEqual(["six-or-older: no"]);
  });
});

describe("the commune office", () => {
  const office = "commune-office";
  const live = { live: {} };

  test("answers that somebody lives here, and shows neither address nor commune", () => {
    const decision = show(office, "household-address", live);
    expect([decision.reason, answers(decision), decision.disclosed]).toEqual([
      "granted",
      ["resident: yes"],
      { fullName: "Nguyễn Thị Kiểm Thử" },
    ]);
    expect(show(office, "household-address", { ...live, claims: { communeCode: "99007" } }).reason).toBe("granted");
  });

  test("refuses who lives elsewhere, and tells nobody where", () => {
    const decision = show(office, "household-address", { ...live, claims: { communeCode: "99002" } });
    expect([decision.reason, decision.claims, decision.disclosed, decision.answers]).toEqual([
      "condition-not-met",
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("wants a live code: a photograph, a stale one and somebody else's are refused", () => {
    expect(show(office, "household-address").reason).toBe("holder-proof-missing");
    expect(show(office, "household-address", { ...live, at: AT + 90 }).reason).toBe("presentation-expired");
    expect(show(office, "household-address", { live: { key: testKey("EdDSA", 77, "thief") } }).reason).toBe("holder-proof-invalid");
  });
});

describe("the pharmacy", () => {
  test("accepts a prescription once, and never again", () => {
    expect(show("pharmacy", "prescription").reason).toBe("granted");
    expect([AT - 1, AT - 86_400 * 365].map((acceptedAt) => show("pharmacy", "prescription", { acceptedAt }).reason)).toEqual([
      "used-up",
      "used-up",
    ]);
  });

  test("shows the medicines, and takes the paper that a neighbour brings", () => {
    const decision = show("pharmacy", "prescription");
    expect(decision.disclosed?.["items"]).toEqual(TYPED_EXAMPLES.find(({ type }) => type === "prescription")?.claims["items"]);
    expect(decision.warnings).toEqual([]);
  });

  test("reads the national code, and no citizen card", () => {
    const policy = policyNamed("pharmacy");
    expect(judge(policy, "99001abc1234-c")).toMatchObject({ reason: "document-read", disclosed: { code: "99001abc1234-c" } });
    expect(judge(policy, CITIZEN_CARD).reason).toBe("type-not-wanted");
  });
});

describe("the school", () => {
  test("refuses a health insurance as something that is not wanted here", () => {
    expect(show("school", "health-insurance")).toMatchObject({ reason: "type-not-wanted", type: "health-insurance" });
    expect(judge(policyNamed("school"), CITIZEN_CARD).reason).toBe("type-not-wanted");
  });

  test("shows name, class and year, and not the pupil's number", () => {
    expect(show("school", "student").disclosed).toEqual({ fullName: "Nguyễn Thị Kiểm Thử", class: "9A2", schoolYear: "2026-2027" });
  });
});

describe("the collection point", () => {
  test("shows what is grown, where and by whom, and counts one delivery", () => {
    expect(show("collection-point", "producer").disclosed).toEqual({
      fullName: "Nguyễn Thị Kiểm Thử",
      growingAreaCode: "VN-TMOR-0001",
      products: ["Vải", "Nhãn"],
      areaSquareMetres: 12_500,
      cooperative: "Hợp tác xã Ví Dụ",
    });
    expect(show("collection-point", "producer", { acceptedAt: AT - 299 }).reason).toBe("already-used");
  });

  test("shows the host of a link on a crate", () => {
    expect(judge(policyNamed("collection-point"), "https://trace.example/lo/7")).toMatchObject({
      reason: "link-read",
      disclosed: { host: "trace.example" },
    });
  });
});
