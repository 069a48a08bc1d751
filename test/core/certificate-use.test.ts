import { createHash, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { CREDENTIAL_TYPES } from "../../src/core/presentation.ts";
import { array, bytes, int, map, text } from "../support/cbor-bytes.ts";
import { type CertificateRecipe, certificateEntry, makeAuthority, makeCertificate } from "../support/certificate-maker.ts";
import { ISSUER } from "../support/credential-maker.ts";
import { dccOf, makeDcc } from "../support/dcc-maker.ts";
import { reasonOf, trustWith } from "../support/judging.ts";

const GROUPS = ["t", "v", "r"] as const;
const HEALTH = "1.3.6.1.4.1.1847.2021.1";

/** What becomes of an EU certificate of each kind whose signer's certificate, listed or below a listed authority, says this. */
function reasonsWith(recipe: CertificateRecipe, authority?: CertificateRecipe): readonly string[] {
  const by = authority && makeAuthority(authority);
  const signer = makeCertificate({ ...recipe, ...(by && { by }) });
  const trust = trustWith({ issuers: [{ id: ISSUER, types: [...CREDENTIAL_TYPES], keys: [certificateEntry(by ?? signer)] }] });
  const kid = createHash("sha256").update(signer.der).digest().subarray(0, 8);
  return GROUPS.map((group) => {
    const code = makeDcc({
      protectedHeader: map([int(1), int(-7)], [int(4), bytes(kid)]),
      ...(by && { unprotected: map([int(33), bytes(signer.der)]) }),
      statement: { dcc: dccOf({ [group]: array(map([text("tg"), text("840539006")])) }) },
      signature: (toSign) => sign("sha256", toSign, { key: signer.key.privateKey, dsaEncoding: "ieee-p1363" }),
    });
    return reasonOf(code.text, { trust });
  });
}

const granted = (...kinds: readonly string[]) => GROUPS.map((group) => (kinds.includes(group) ? "granted" : "issuer-not-permitted"));

describe.each<[string, CertificateRecipe | undefined]>([
  ["a signer of the list", undefined],
  ["a signer below an authority", {}],
])("%s signs the EU certificates that its own certificate names", (_, authority) => {
  test.each<[string, CertificateRecipe, readonly string[]]>([
    ["no use: all of them", {}, ["t", "v", "r"]],
    ["tests", { extendedKeyUsage: [`${HEALTH}.1`] }, ["t"]],
    ["vaccinations", { extendedKeyUsage: [`${HEALTH}.2`] }, ["v"]],
    ["recoveries", { extendedKeyUsage: [`${HEALTH}.3`] }, ["r"]],
    ["recoveries, with a zero too many in the identifier", { extendedKeyUsage: ["1.3.6.1.4.1.0.1847.2021.1.3"] }, ["r"]],
    ["all three", { extendedKeyUsage: [1, 2, 3].map((use) => `${HEALTH}.${use}`) }, ["t", "v", "r"]],
    ["tests beside something else", { extendedKeyUsage: ["1.3.6.1.5.5.7.3.2", `${HEALTH}.1`] }, ["t"]],
  ])("%s", (_, recipe, kinds) => {
    expect(reasonsWith(recipe, authority)).toEqual(granted(...kinds));
  });
});

test("a use that we do not know limits a signer that only an authority vouches for, and not one that the list has chosen", () => {
  const server: CertificateRecipe = { extendedKeyUsage: ["1.3.6.1.5.5.7.3.1"] };
  expect(reasonsWith(server)).toEqual(granted("t", "v", "r"));
  expect(reasonsWith(server, {})).toEqual(granted());
});

test("an authority for tests has no signers of vaccinations", () => {
  const authority: CertificateRecipe = { extendedKeyUsage: [`${HEALTH}.1`] };
  expect(reasonsWith({}, authority)).toEqual(granted("t"));
  expect(reasonsWith({ extendedKeyUsage: [`${HEALTH}.2`] }, authority)).toEqual(granted());
});
