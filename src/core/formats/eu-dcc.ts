import { type Checked, fail, pass } from "../checked.ts";
import { CWT } from "../cwt.ts";
import type { Claims, CredentialType } from "../presentation.ts";
import { claimValue } from "./claim-value.ts";
import type { CwtKind, Statement } from "./cwt-format.ts";

/** CWT claim `hcert` and, inside it, the EU Digital COVID Certificate (hcert-spec §3.3.1). */
const HCERT = -260;
const EU_DCC_V1 = 1;

/** The three kinds of certificate, by the member that holds their one entry (DCC JSON schema 1.3). */
const GROUPS: ReadonlyMap<string, CredentialType> = new Map([
  ["v", "vaccination"],
  ["t", "test-result"],
  ["r", "recovery"],
]);

/** EU Digital COVID Certificate, the content of `HC1:` codes: hcert-spec 1.x, read leniently because issuers differed from its JSON schema. */
export const euDcc: CwtKind = {
  format: "eu-dcc",
  allowsUnsignedAlgorithm: true,
  read(all) {
    if (!all.has(HCERT)) return undefined;
    const hcert = all.get(HCERT);
    const dcc: unknown = hcert instanceof Map ? hcert.get(EU_DCC_V1) : undefined;
    if (!(dcc instanceof Map)) return fail("malformed");
    const read = readDcc(dcc);
    return read.ok ? pass({ ...read.value, ...validityOf(all) }) : read;
  },
};

/** Its validity, where that is not what a CWT's claims mean by themselves. */
function validityOf(all: ReadonlyMap<unknown, unknown>): Pick<Statement, "notBefore" | "expires"> {
  const [issuedAt, expires] = [all.get(CWT.iat), all.get(CWT.exp)];
  return {
    // hcert-spec §3.3.6: a certificate from the future is not valid yet, and none has an `nbf`.
    ...(typeof issuedAt === "number" && !all.has(CWT.nbf) && { notBefore: issuedAt }),
    // hcert-spec §3.3.5: valid until `exp`, "after which" it is expired. That second is its last; our intervals are half-open.
    ...(typeof expires === "number" && { expires: Math.floor(expires) + 1 }),
  };
}

function readDcc(dcc: ReadonlyMap<unknown, unknown>): Checked<Statement> {
  // Schema 1.0 let a group be empty, and several countries wrote all three: only one that holds something says what this is.
  const groups = [...GROUPS].filter(([name]) => isFilledList(dcc.get(name)));
  const [group] = groups;
  // A signer may be limited to one kind: a certificate that is of two kinds at once could hide the one it may not sign.
  if (!group || groups.length > 1) return fail("malformed");
  const [name, type] = group;
  const names: unknown = dcc.get("nam");
  const part = (key: string) => (names instanceof Map ? textOr(names.get(key)) : null);
  const [familyName, givenName] = [part("fn"), part("gn")];
  const claims: Claims = {
    version: textOr(dcc.get("ver")),
    fullName: [familyName ?? part("fnt"), givenName ?? part("gnt")].filter((word) => word !== null).join(" ") || null,
    familyName,
    givenName,
    standardFamilyName: part("fnt"),
    standardGivenName: part("gnt"),
    dob: textOr(dcc.get("dob")),
    entries: claimValue(dcc.get(name)),
  };
  const entries = dcc.get(name);
  const entry: unknown = Array.isArray(entries) ? entries[0] : undefined;
  const certificateId = entry instanceof Map ? textOr(entry.get("ci")) : null;
  return pass({ type, claims, ...(certificateId !== null && { certificateId }) });
}

function isFilledList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function textOr(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
