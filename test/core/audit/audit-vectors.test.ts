import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { parseAuditKeys } from "../../../src/core/audit/keys.ts";
import { audited } from "../../support/audit-exports.ts";

interface Vectors {
  readonly keys: string;
  readonly cases: readonly { readonly name: string; readonly exit: number; readonly findings: readonly object[]; readonly file: string }[];
}

const VECTORS: Vectors = JSON.parse(readFileSync(new URL("../../vectors/audit.json", import.meta.url), "utf8"));
const PROTOCOL = readFileSync(new URL("../../../docs/protocol.md", import.meta.url), "utf8");

test.each(VECTORS.cases)("the vector $name is found to be that", ({ exit, findings, file }) => {
  const keys = parseAuditKeys(VECTORS.keys);
  if (typeof keys === "number") throw new Error(`line ${keys} of the keys`);
  expect(audited(Buffer.from(file, "base64"), keys)).toMatchObject({ exit, findings });
});

test("docs/protocol.md shows the first of them", () => {
  const text = gunzipSync(Buffer.from(VECTORS.cases[0]?.file ?? "", "base64")).toString();
  expect(PROTOCOL).toContain(`\`\`\`ndjson\n${text}\`\`\``);
});

test("a second key of one kiosk, or a line that is no key, is refused by its number", () => {
  const [remark = "", witness = "", kiosk = ""] = VECTORS.keys.split("\n");
  expect(parseAuditKeys([remark, "", witness, kiosk, kiosk].join("\r\n"))).toMatchObject({ kiosks: { size: 1 }, witnesses: { length: 1 } });
  expect(parseAuditKeys(`${kiosk}\ntram/kiosk/hanoi-01+00000000+AAAA`)).toBe(2);
  expect(parseAuditKeys(`${witness}\nnot a key`)).toBe(2);
});
