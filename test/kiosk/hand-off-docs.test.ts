import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { copyFormats } from "../../src/core/hand-off/copy-formats.ts";
import { entriesCsv, fieldsCsv } from "../../src/core/hand-off/csv.ts";
import { fhirBundle } from "../../src/core/hand-off/fhir.ts";
import { fieldsOf } from "../../src/core/hand-off/fields.ts";
import { keystrokesOf, namedKey } from "../../src/core/hand-off/keystrokes.ts";
import { OUTPUT_PROFILES, SELF_CHECK_LINE, typedText } from "../../src/core/hand-off/output-profile.ts";
import { parseTemplate, strokesOf } from "../../src/core/hand-off/template.ts";
import { webhookMessage } from "../../src/core/hand-off/webhook-message.ts";
import { readSecrets, webhookHeaders } from "../../src/core/hand-off/webhook-signature.ts";
import { REASON_TEXTS } from "../../src/core/reason-texts.ts";
import { parseConfig } from "../../src/kiosk/config.ts";

const DOCS = readFileSync(new URL("../../docs/hand-off.md", import.meta.url), "utf8");
const HEAD = 'id = "quay-3"\ndata = "/d"\ntrust = { root = "/r" }\n[[source]]\nkind = "serial"\npath = "/dev/ttyS0"\n';
const AT = 1795747805;
const ENTRY = {
  seq: 42,
  at: AT,
  reason: "granted",
  source: "serial",
  type: "citizen",
  format: "claim169",
  issuer: "https://issuer.example",
} as const;
const MESSAGE = webhookMessage("queue", "quay-3", { ...ENTRY, policy: "quay-3", trust: 7, durationMs: 12 });
const CARD = {
  cardNo: "DN4790123456789",
  fullName: "Nguyễn Thị Bưởi",
  dob: "1990-05-15",
  sex: "F",
  facility: "01043",
  validFrom: "2026-01-01",
  validTo: "2026-12-31",
  benefitLevel: "4",
};

const blocks = (language: string) =>
  [...DOCS.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, "gm"))].map(([, block = ""]) => block);
const code = (cell = "") => cell.replace(/^`|`$/g, "");

test("the configuration is one", () => {
  expect(parseConfig(HEAD + blocks("toml").join("\n"))).toMatchObject({ ok: true });
});

test("each profile types the self-check line as the table says", () => {
  const table = [...DOCS.matchAll(/^\| `(digits|plain|telex|vni)` +\| [^|]+\| `([^`]+)`/gm)].map(([, profile, typed]) => [profile, typed]);
  expect(new Map(table as [string, string][])).toEqual(
    new Map(OUTPUT_PROFILES.map((profile) => [profile, typedText(profile, SELF_CHECK_LINE)])),
  );
});

test("each field can be copied in the ways of the table", () => {
  const rows = [...DOCS.matchAll(/^\| `([^`|]+)` +\| (`[^|]+`) +\|$/gm)].filter(([, , ways = ""]) => ways.includes(" · "));
  expect(rows).toHaveLength(2);
  for (const [, field = "", ways = ""] of rows) expect(copyFormats(field).map(({ text }) => text)).toEqual(ways.split(" · ").map(code));
});

test("each template types what the table says", () => {
  const rows = [...DOCS.matchAll(/^\| `(\{[^`|]+)` +\| `([^`|]+)` +\|$/gm)];
  expect(rows).toHaveLength(2);
  const fields = fieldsOf({ ...CARD, personalId: "001190000012" });
  for (const [, template = "", typed = ""] of rows) {
    const parsed = parseTemplate(template);
    const keys = Array.from(typed, (sign) => (sign === "⇥" ? [namedKey("TAB")] : sign === "⏎" ? [namedKey("ENTER")] : keystrokesOf(sign)));
    expect(parsed.ok && strokesOf(parsed.parts, "plain", fields)).toEqual(keys.flat());
  }
});

test("the webhook is signed as it says, and its body is what is sent", () => {
  const [head = "", body = ""] = (blocks("http")[0] ?? "").split("\n\n");
  const headers = Object.fromEntries([...head.matchAll(/^(webhook-[a-z]+): (.*)$/gm)].map(([, name, value]) => [name, value]));
  const secret = /whsec_[A-Za-z0-9+/=]+/.exec(DOCS)?.[0] ?? "";
  const read = readSecrets(secret);
  expect(body.trimEnd()).toBe(Buffer.from(MESSAGE.body).toString("utf8"));
  expect(read.ok && webhookHeaders(MESSAGE.id, AT + 1, MESSAGE.body, read.secrets)).toEqual(headers);
});

test("the schema takes the messages that are sent, and nothing that has more in it", () => {
  const schema = JSON.parse(blocks("json").find((block) => block.includes("$schema")) ?? "{}");
  const parsed = (message: { readonly body: Uint8Array }) => JSON.parse(Buffer.from(message.body).toString("utf8"));
  const sealed = webhookMessage(
    "queue",
    "quay-3",
    { ...ENTRY, policy: "", trust: 1, clock: "behind", warnings: ["sex-mismatch"], durationMs: 1 },
    Uint8Array.of(1, 2),
  );
  expect(fits(schema, parsed(MESSAGE))).toBe(true);
  expect(fits(schema, parsed(sealed))).toBe(true);
  expect(fits(schema, { ...parsed(MESSAGE), data: { ...parsed(MESSAGE).data, fullName: "x" } })).toBe(false);
});

test("the bundle is the one that is answered", () => {
  const source = {
    kiosk: "quay-3",
    seq: 42,
    at: AT,
    reason: "document-read",
    code: REASON_TEXTS["document-read"].code,
    verdict: "read-only",
    type: "health-insurance-card",
    claims: CARD,
  } as const;
  expect(JSON.parse(blocks("json").find((block) => block.includes("Bundle")) ?? "{}")).toEqual(fhirBundle(source, "hl7vn"));
});

test("the tables are those that are answered, line for line", () => {
  const code = REASON_TEXTS["document-read"].code;
  const entries = [
    { seq: 42, at: AT, hour: 9, reason: "document-read", code, verdict: "read-only", type: "health-insurance-card", matches: true },
    {
      seq: 41,
      at: AT - 60,
      hour: 9,
      reason: "expired",
      code: REASON_TEXTS.expired.code,
      verdict: "refuse",
      type: "citizen",
      overridden: "card-compared",
    },
  ] as const;
  const lines = [entriesCsv(entries), fieldsCsv(fieldsOf(CARD))].map((table) => table.slice(1).replaceAll("\r\n", "\n"));
  expect(blocks("csv")).toEqual(lines);
});

/** As much of JSON Schema as the document uses. */
function fits(schema: Readonly<Record<string, unknown>>, value: unknown): boolean {
  const {
    const: only,
    enum: some,
    type,
    pattern,
    required = [],
    properties = {},
    items,
    additionalProperties,
  } = schema as {
    readonly const?: unknown;
    readonly enum?: readonly unknown[];
    readonly type?: string;
    readonly pattern?: string;
    readonly required?: readonly string[];
    readonly properties?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    readonly items?: Readonly<Record<string, unknown>>;
    readonly additionalProperties?: boolean;
  };
  if (only !== undefined) return value === only;
  if (some) return some.includes(value);
  if (type === "string") return typeof value === "string" && (pattern === undefined || new RegExp(pattern).test(value));
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value) && value.every((item) => fits(items ?? {}, item));
  if (type !== "object" || typeof value !== "object" || value === null) return false;
  const members = Object.entries(value);
  return (
    required.every((name) => Object.hasOwn(value, name)) &&
    members.every(([name, member]) => (properties[name] ? fits(properties[name], member) : additionalProperties !== false))
  );
}
