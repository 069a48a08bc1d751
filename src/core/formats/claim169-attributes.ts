import type { Claims, ClaimValue } from "../presentation.ts";
import { claimValue, namedFields } from "./claim-value.ts";

/** Attribute names of Claim 169, spec 1.0 to 1.2 ("169 - QR Code Specifications", table of §3), by key. */
const ATTRIBUTES: ReadonlyMap<unknown, string> = new Map([
  [1, "id"],
  [2, "version"],
  [3, "language"],
  [4, "fullName"],
  [5, "firstName"],
  [6, "middleName"],
  [7, "lastName"],
  [8, "dateOfBirth"],
  [9, "gender"],
  [10, "address"],
  [11, "email"],
  [12, "phone"],
  [13, "nationality"],
  [14, "maritalStatus"],
  [15, "guardian"],
  [16, "photo"],
  [17, "photoFormat"],
  [18, "bestQualityFingers"],
  [19, "secondaryFullName"],
  [20, "secondaryLanguage"],
  [21, "locationCode"],
  [22, "legalStatus"],
  [23, "countryOfIssuance"],
]);

/** Biometric attributes by key; each holds one record or a list of them. */
const BIOMETRICS: ReadonlyMap<unknown, string> = new Map([
  [50, "rightThumb"],
  [51, "rightPointerFinger"],
  [52, "rightMiddleFinger"],
  [53, "rightRingFinger"],
  [54, "rightLittleFinger"],
  [55, "leftThumb"],
  [56, "leftPointerFinger"],
  [57, "leftMiddleFinger"],
  [58, "leftRingFinger"],
  [59, "leftLittleFinger"],
  [60, "rightIris"],
  [61, "leftIris"],
  [62, "face"],
  [63, "rightPalm"],
  [64, "leftPalm"],
  [65, "voice"],
]);

const BIOMETRIC_FIELDS: ReadonlyMap<unknown, string> = new Map([
  [0, "data"],
  [1, "format"],
  [2, "subFormat"],
  [3, "issuer"],
]);

/** Keys by attribute name, for the issuer. */
export const ATTRIBUTE_KEYS: ReadonlyMap<string, number> = new Map(
  [...ATTRIBUTES, ...BIOMETRICS].map(([key, name]) => [name, Number(key)]),
);

/** Keys by field name of a biometric record, for the issuer. */
export const BIOMETRIC_FIELD_KEYS: ReadonlyMap<string, number> = new Map([...BIOMETRIC_FIELDS].map(([key, name]) => [name, Number(key)]));

/** True for an attribute that holds biometric records. */
export function isBiometric(name: string): boolean {
  return [...BIOMETRICS.values()].includes(name);
}

/**
 * The attributes of a claim 169 map by name, exactly as the issuer wrote them. Keys that the specification leaves open to
 * closed ecosystems are kept under `unknown`. Undefined where the map is no map.
 */
export function claim169Attributes(map: unknown): Claims | undefined {
  if (!(map instanceof Map)) return undefined;
  const claims: Record<string, ClaimValue> = {};
  const unknown: [string, ClaimValue][] = [];
  for (const [key, value] of map) {
    const name = ATTRIBUTES.get(key);
    const biometric = BIOMETRICS.get(key);
    if (name !== undefined) claims[name] = claimValue(value);
    else if (biometric !== undefined) claims[biometric] = biometricRecords(value);
    else unknown.push([String(key), claimValue(value)]);
  }
  // fromEntries() makes a member even of `__proto__`, where an assignment would not.
  return unknown.length === 0 ? claims : { ...claims, unknown: Object.fromEntries(unknown) };
}

/** The specification's table says a list, its own example has a single record: both become a list. */
function biometricRecords(value: unknown): ClaimValue {
  const records: readonly unknown[] = Array.isArray(value) ? value : [value];
  return records.map((record) => (record instanceof Map ? namedFields(record, BIOMETRIC_FIELDS) : claimValue(record)));
}
