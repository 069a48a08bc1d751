// docs/formats.md is for people who have none of our code: what stands there must be what our code says.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { inflateSync } from "node:zlib";
import * as ed25519 from "@noble/ed25519";
import { describe, expect, test } from "vitest";
import { decodeBase45 } from "../../src/core/base45.ts";
import { decodeCbor, Tag } from "../../src/core/cbor.ts";
import { MAX_ITEMS } from "../../src/core/cbor-reader.ts";
import { MAX_STATUS_URI } from "../../src/core/credential-status.ts";
import { TYPED_CREDENTIALS } from "../../src/core/formats/typed-credential.ts";
import { CLOCK_DRIFT_SECONDS, LIVE_SECONDS, liveCode, RENEW_SECONDS } from "../../src/core/live-code.ts";
import { applyDelta, encodeDelta } from "../../src/core/revocation/delta.ts";
import { decodeShard, encodeShard, intoShards } from "../../src/core/revocation/shard.ts";
import { MAX_SYMBOL_BYTES } from "../../src/core/scan.ts";
import { MAX_INFLATED_BYTES } from "../../src/core/zlib.ts";
import { array, bytes, hex, map, tag, text } from "../support/cbor-bytes.ts";
import { AT, ED_KEY, HOLDER_KEY, ISSUER, makeCredential, makeLiveCode, type TestKey } from "../support/credential-maker.ts";
import { judge, keyEntry, trustWith } from "../support/judging.ts";
import { tokenStatusList } from "../support/revocation-lists.ts";

const PAGE = readFileSync(new URL("../../docs/formats.md", import.meta.url), "utf8");

/** The block of the page with this language and this name after it. */
function block(language: string, name: string): string {
  const [found, ...others] = [...PAGE.matchAll(/^```(\S+) (\S+)\n([\s\S]*?)^```$/gm)].filter(
    (match) => match[1] === language && match[2] === name,
  );
  if (!found || others.length > 0) throw new Error(`the page should have one block ${language} ${name}`);
  return found[3] ?? "";
}

/** `name   hex`, broken over lines that begin with spaces. */
function layers(name: string): (layer: string) => Uint8Array {
  const entries = block("text", name).matchAll(/^([a-z]+(?: [a-z])?) +([0-9a-f\n ]+)$/gm);
  const all = new Map([...entries].map(([, layer, digits = ""]) => [layer, hex(digits.replace(/\s/g, ""))]));
  return (layer) => {
    const found = all.get(layer);
    if (!found) throw new Error(`${name} has no ${layer}`);
    return found;
  };
}

const key = layers("keys");
const TRUST = trustWith({ issuers: [{ id: ISSUER, types: ["student"], keys: [keyEntry(ED_KEY)] }] });
const VECTORS = ["credential", "live-code"] as const;
const codeOf = (name: string) => block("text", `${name}-code`).replace(/\n$/, "");

test("the keys of the vectors are those that anybody makes of one byte", () => {
  const x = ({ jwk }: TestKey) => ("x" in jwk ? Buffer.from(String(jwk.x), "base64url").toString("hex") : "");
  expect(["issuer x", "holder x"].map((name) => Buffer.from(key(name)).toString("hex"))).toEqual([x(ED_KEY), x(HOLDER_KEY)]);
  expect([key("issuer d"), key("holder d")].map((secret) => [...new Set(secret)])).toEqual([[1], [9]]);
});

describe.each(VECTORS)("the vector of a %s", (name) => {
  const layer = layers(name);

  test("is a code that unpacks to its message", () => {
    const compressed = decodeBase45(codeOf(name));
    expect(compressed).toEqual({ ok: true, value: Uint8Array.from(layer("compressed")) });
    expect(inflateSync(layer("compressed"))).toEqual(layer("message"));
  });

  test("is a message of its parts, under the signature of its key", async () => {
    const parts = array(bytes(layer("protected")), map(), bytes(layer("payload")), bytes(layer("signature")));
    expect(layer("message")).toEqual(tag(18, parts));
    expect(layer("signed")).toEqual(array(text("Signature1"), bytes(layer("protected")), bytes(""), bytes(layer("payload"))));
    const owner = name === "credential" ? "issuer" : "holder";
    expect(await ed25519.verifyAsync(layer("signature"), layer("signed"), key(`${owner} x`), { zip215: false })).toBe(true);
    expect(Buffer.from(await ed25519.signAsync(layer("signed"), key(`${owner} d`)))).toEqual(layer("signature"));
  });

  test("is granted, with the identity that the page gives it", () => {
    const decision = judge(codeOf(name), { trust: TRUST });
    const sha256 = (part: string) => createHash("sha256").update(layer(part)).digest("hex");
    expect(decision).toMatchObject({ reason: "granted", format: "cwt", type: "student", warnings: [] });
    expect(name === "credential" ? decision.credential : decision.presentation).toBe(Buffer.from(layer("identity")).toString("hex"));
    expect(sha256(name === "credential" ? "payload" : "signed")).toBe(Buffer.from(layer("identity")).toString("hex"));
    expect(decision.claims).toEqual({
      fullName: "Nguyễn Thị Kiểm Thử",
      studentNumber: "HS-000123",
      schoolCode: "99001501",
      class: "9A2",
      schoolYear: "2026-2027",
    });
  });

  test("is what its diagnostic notation says", () => {
    expect(withoutComments(block("cbor-diag", name))).toBe(withoutComments(diagnosticOf(itemIn(layer("message")))));
  });

  test("has the sizes that the page gives", () => {
    expect(PAGE).toContain(`${layer("protected").length} bytes: {1: -8, `);
    expect(PAGE).toContain(`${layer("payload").length} bytes`);
  });
});

test("the makers of this project make the same bytes", async () => {
  const [credential, live] = [layers("credential"), layers("live-code")];
  const made = makeCredential({ payload: credential("payload") });
  expect([made.message, makeLiveCode({ credential: made.message }).message]).toEqual([credential("message"), live("message")]);
  const unsigned = liveCode(credential("message"), AT);
  const signature = await ed25519.signAsync(unsigned.toSign, key("holder d"));
  expect(Buffer.from(unsigned.signed(signature))).toEqual(live("message"));
});

test("the sizes in the text are right", () => {
  expect(PAGE).toContain(`of these ${layers("credential")("message").length} bytes`);
  expect(PAGE).toContain(`${codeOf("live-code").length} characters where the static one has ${codeOf("credential").length}`);
  expect(PAGE).toContain("At 1795437000 (2026-11-23T12:30:00Z)");
  expect(new Date(AT * 1000).toISOString()).toBe("2026-11-23T12:30:00.000Z");
});

test.each([
  ["RENEW_SECONDS", RENEW_SECONDS],
  ["LIVE_SECONDS", LIVE_SECONDS],
  ["CLOCK_DRIFT_SECONDS", CLOCK_DRIFT_SECONDS],
])("%s is %d on the page, too", (name, seconds) => {
  expect(PAGE).toMatch(new RegExp(`^\\| \`${name}\` +\\| ${seconds} +\\|`, "m"));
});

test("the window follows from its parts", () => {
  expect(PAGE).toContain(`\`iat\` − ${CLOCK_DRIFT_SECONDS} ≤ now < \`iat\` + ${LIVE_SECONDS + CLOCK_DRIFT_SECONDS}`);
});

test("the limits are those of the code", () => {
  expect(PAGE).toContain(`${MAX_INFLATED_BYTES.toLocaleString("en")} bytes, else \`too-large\``);
  expect(PAGE).toContain(`${MAX_ITEMS.toLocaleString("en")} items`);
  expect(PAGE).toContain(`${MAX_STATUS_URI} characters`);
  expect(PAGE).toContain(`at most ${MAX_SYMBOL_BYTES.toLocaleString("en")} bytes; begins with`);
});

describe("the CDDL", () => {
  const cddl = block("cddl", "typed-credentials");

  test.each(TYPED_CREDENTIALS)("of $type has its claims with their keys and names, and no others", ({ type, vct, claims }) => {
    expect(cddl).toContain(`(11 => "${vct}", -65537 => ${type})`);
    const body = new RegExp(`^${type} = \\{\\n([\\s\\S]*?)^\\}`, "m").exec(cddl)?.[1] ?? "";
    const entries = [...body.matchAll(/^ {2}(\? )?(\d+): ([^;]*?),? +; (\w+)/gm)].map(([, optional, number, , name]) => [
      Number(number),
      name,
      optional !== undefined,
    ]);
    expect(entries).toEqual(claims.map((claim) => [claim.key, claim.name, claim.isOptional ?? false]));
    expect(body.trimEnd().split("\n")).toHaveLength(claims.length + 1);
  });

  test("names nothing that it does not define", () => {
    const all = `${cddl}\n${block("cddl", "live-code")}`.replace(/;.*$/gm, "").replace(/"[^"]*"/g, "");
    const defined = new Set([...all.matchAll(/^([a-z][a-z0-9-]*) = /gm)].map(([, name]) => name));
    const prelude = ["tstr", "bstr", "uint", "any"];
    const used = [...all.matchAll(/(?<![.\w-])([a-z][a-z0-9-]*)(?!\w*[:\w-])/g)].map(([, name = ""]) => name);
    expect([...new Set(used)].filter((name) => !defined.has(name) && !prelude.includes(name))).toEqual([]);
    expect([...defined].filter((name) => !used.includes(name ?? "")).toSorted()).toEqual([]);
  });
});

function itemIn(encoded: Uint8Array): unknown {
  const item = decodeCbor(encoded);
  if (!item.ok) throw new Error(item.reason);
  return item.value;
}

/** Diagnostic notation (RFC 8949 §8) of a decoded item; of a COSE_Sign1, protected header and payload as what they hold. */
function diagnosticOf(item: unknown): string {
  if (typeof item === "string") return JSON.stringify(item);
  if (item instanceof Uint8Array) return `h'${Buffer.from(item).toString("hex")}'`;
  if (item instanceof Tag) return `${item.tag}(${sign1(item.contents as readonly unknown[])})`;
  if (item instanceof Map) return `{${[...item].map(([name, value]) => `${diagnosticOf(name)}: ${diagnosticOf(value)}`).join(", ")}}`;
  return Array.isArray(item) ? `[${item.map((part) => diagnosticOf(part)).join(", ")}]` : String(item);
}

function sign1(parts: readonly unknown[]): string {
  const shown = parts.map((part, at) => (at % 2 === 0 ? `<<${diagnosticOf(itemIn(part as Uint8Array))}>>` : diagnosticOf(part)));
  return `[${shown.join(", ")}]`;
}

/** Notation without comments and without space, but for that inside texts. */
function withoutComments(notation: string): string {
  return [...notation.matchAll(/"[^"]*"|\/[^/]*\/|[^"/\s]+/g)].map(([token]) => (token.startsWith("/") ? "" : token)).join("");
}

describe("the page's status shard", () => {
  /** What the page says of a file, put together. */
  const file = (name: string) =>
    Buffer.concat([...block("text", name).matchAll(/^[a-z]+ +([0-9a-f]+)$/gm)].map(([, digits = ""]) => hex(digits)));
  const places = (...more: readonly number[]) => Uint32Array.from([...Array.from({ length: 20 }, (_, index) => 3 + 50 * index), ...more]);
  const listOf = (revoked: Uint32Array) =>
    tokenStatusList([], {
      bits: 2,
      values: new Map([
        [1, revoked],
        [2, Uint32Array.of(10)],
      ]),
    });

  test("holds the list that the page says", () => {
    expect(decodeShard(file("status-shard"))).toEqual([listOf(places())]);
    expect(encodeShard([listOf(places())])).toEqual(Uint8Array.from(file("status-shard")));
  });

  test("has the delta of the page to the list with one more", () => {
    const [before, after] = [[file("status-shard")], intoShards([listOf(places(999))], 1) ?? []];
    expect(applyDelta(before, file("status-delta"))).toEqual(after);
    expect(encodeDelta(before, after)).toEqual(Uint8Array.from(file("status-delta")));
  });
});
