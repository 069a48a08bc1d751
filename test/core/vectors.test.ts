import { describe, expect, test } from "vitest";
import { REASONS, type Reason } from "../../src/core/reason.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { loadTrust } from "../../src/core/trust-loading.ts";
import { judge, reasonOf } from "../support/judging.ts";
import { hasSharedVectors, sharedVectors } from "../support/shared-vectors.ts";
import { vectorFiles } from "../support/vector-files.ts";

const VECTORS = vectorFiles();

/** No symbol produces these: the kiosk does, when its journal cannot be written (test/kiosk/). */
const NOT_OF_A_SYMBOL: readonly string[] = ["journal-failed", "policy-missing"];

describe("our own vectors", () => {
  test.each(VECTORS.map((vector) => [vector.name, vector] as const))("%s", (name, { expect: expected, symbol, circumstances }) => {
    expect(reasonOf(symbol, circumstances)).toBe(expected);
    expect(name.startsWith(expected)).toBe(true);
  });

  test("produce every reason there is", () => {
    const produced = new Set(VECTORS.map((vector) => vector.expect));
    const missing = Object.keys(REASONS).filter((reason) => !produced.has(reason) && !NOT_OF_A_SYMBOL.includes(reason));
    expect(missing).toEqual([]);
  });

  test("of which the malleated signature is the same credential as the original payload's", () => {
    const symbolOf = (wanted: string) => VECTORS.find(({ name }) => name === wanted)?.symbol ?? "";
    const [original, other] = [judge(symbolOf("granted-es256")), judge(symbolOf("granted-es256-other-s"))];
    expect(original.credential).toMatch(/^[0-9a-f]{64}$/);
    expect(other.credential).toBe(original.credential);
  });
});

interface PublishedFile {
  readonly fixedClock: number;
  readonly keys: readonly { readonly kid: string; readonly jwk: { readonly kty: string } }[];
  readonly vectors: readonly { readonly name: string; readonly expect: string; readonly qr: string }[];
}

/** Their words for an outcome, in ours. */
const REASONS_OF: Readonly<Record<string, readonly Reason[]>> = {
  VALID: ["granted"],
  VALID_OR_POLICY: ["granted"],
  VALID_SAME_CREDENTIAL: ["granted"],
  POLICY: ["granted"],
  UNKNOWN_KEY: ["issuer-unknown"],
  BAD_SIGNATURE: ["signature-invalid"],
  UNSUPPORTED_ALG: ["algorithm-unsupported"],
  EXPIRED: ["expired"],
  NOT_YET_VALID: ["not-yet-valid"],
  MALFORMED: ["malformed"],
  TOO_LARGE: ["too-large"],
  DECOMPRESS: ["truncated", "compression-invalid"],
  // Nothing says that `GGW:::` is meant as a credential (docs/decisions/0004-claim169-policy-choices.md).
  BASE45: ["not-understood"],
};

describe.skipIf(!hasSharedVectors())("the published Claim 169 vectors", () => {
  const file: PublishedFile = hasSharedVectors()
    ? JSON.parse(sharedVectors("claim169-signed.json"))
    : { fixedClock: 0, keys: [], vectors: [] };
  const at = file.fixedClock;
  const list: TrustList = {
    version: 1,
    issuedAt: at,
    expiresAt: at + 1,
    issuers: [
      { id: "https://issuer.test.tram.invalid", types: ["citizen"], keys: file.keys.map(({ kid, jwk }) => ({ kid, jwk: { ...jwk } })) },
    ],
  };
  const { trust } = loadTrust(list);

  test.each(file.vectors.map((vector) => [vector.name, vector] as const))("%s", (_, vector) => {
    expect(REASONS_OF[vector.expect]).toContain(reasonOf(vector.qr, { at, trust }));
  });

  const judged = (name: string) => judge(file.vectors.find((vector) => vector.name === name)?.qr ?? "", { at, trust });

  test("which differ only in their signature are the same credential", () => {
    expect(judged("es256-valid").credential).toBeDefined();
    expect(judged("es256-malleated-s").credential).toBe(judged("es256-valid").credential);
  });

  test("of which the one without expiry says so", () => {
    expect(judged("no-exp").warnings).toEqual(["no-expiry"]);
    expect(judged("exp-float").warnings).toEqual([]);
  });

  test("of which the valid one tells what its issuer wrote", () => {
    expect(judged("ed25519-valid").claims).toEqual({
      id: "TEST-0001",
      version: "1.2.1",
      language: "vie",
      fullName: "Nguyễn Thị Kiểm Thử",
      dateOfBirth: "19900515",
      gender: 2,
      address: "Thôn Thử Nghiệm\nXã Ví Dụ\nTỉnh Mẫu",
      phone: "+84 00 000 0000",
      nationality: "VN",
    });
  });
});
