import { verify } from "node:crypto";
import { decodeBase45 } from "../../src/core/base45.ts";
import { parseCoseSign1 } from "../../src/core/cose.ts";
import { decide } from "../../src/core/decide.ts";
import { NO_HISTORY } from "../../src/core/history.ts";
import { issue } from "../../src/core/issue.ts";
import { publicForm, readKeyFile, writeKeyFile } from "../../src/core/key-file.ts";
import { trustInKeys } from "../../src/core/key-list.ts";
import { WANT_EVERYTHING } from "../../src/core/policy.ts";
import { inflate } from "../../src/core/zlib.ts";
import { newPrivateJwk } from "../../src/drivers/key-generator.ts";
import { median } from "./figures.ts";

const ROUNDS = 151;
const CALLS = 200;
const NOW = 1_800_000_000;

/** The whole decision (text in, decision out, Ed25519) against a bare crypto.verify of the same message. Goal: at most 1.5 ×. */
export async function benchDecision(): Promise<readonly string[]> {
  const read = readKeyFile(writeKeyFile(newPrivateJwk("EdDSA"), { issuer: "https://issuer.example" }));
  if (!read.ok) throw new Error("bench: no key");
  const claims = {
    id: "099190000001",
    language: "vie",
    fullName: "Nguyễn Thị Kiểm Thử",
    dateOfBirth: "19900515",
    gender: 2,
    address: "Thôn Thử Nghiệm\nXã Ví Dụ\nTỉnh Mẫu",
    phone: "+84 00 000 0000",
    email: "kiem.thu@example.invalid",
    nationality: "VN",
    // Filler that does not compress: a 400-byte credential before Base45.
    legalStatus: "h7Qe2ZkP0vXw9sLrT4uB8nYc1JmDfGa6KoEiVtSxNqRbWpHzCy",
    locationCode: "Ax93LmPz07QwErTyUiOpLkJhGfDsAzXcVbNm1234567890qweR",
  };
  const issued = issue({ type: "citizen", claims, issuedAt: NOW, expires: NOW + 86_400 }, read.key);
  if (!issued.ok) throw new Error("bench: no credential");
  const symbol = new TextEncoder().encode(issued.text);
  const { trust } = trustInKeys([publicForm(read.key)]);
  const scan = { symbol, source: "serial", at: NOW } as const;
  const compressed = decodeBase45(issued.text);
  const message = compressed.ok ? inflate(compressed.value) : compressed;
  const cose = message.ok ? parseCoseSign1(message.value) : message;
  if (!cose.ok || !message.ok) throw new Error("bench: own credential not parsed");
  const { signedBytes, signature } = cose.value;
  const { handle } = read.key.privateKey.publicKey;
  if (decide(scan, trust, WANT_EVERYTHING, NO_HISTORY).reason !== "granted") throw new Error("bench: own credential not granted");

  const bare: number[] = [];
  const whole: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(microsecondsACall(() => verify(null, signedBytes, handle, signature)));
    whole.push(microsecondsACall(() => decide(scan, trust, WANT_EVERYTHING, NO_HISTORY)));
  }
  const ratios = whole.map((value, round) => value / (bare[round] ?? Number.NaN));
  return [
    `credential: ${message.value.length} bytes of COSE, ${issued.text.length} characters`,
    `bare crypto.verify: ${median(bare).toFixed(1)} µs; whole decision: ${median(whole).toFixed(1)} µs (medians of ${ROUNDS} rounds of ${CALLS})`,
    `ratio: ${median(ratios).toFixed(2)} (goal: at most 1.5)`,
  ];
}

function microsecondsACall(call: () => unknown): number {
  const startMs = performance.now();
  for (let i = 0; i < CALLS; i++) call();
  return ((performance.now() - startMs) * 1000) / CALLS;
}
