import type { Text } from "../text.ts";
import { IDENTITY_DATA } from "./claim169.ts";
import { ATTRIBUTE_KEYS } from "./claim169-attributes.ts";
import { type WrittenClaims, writeClaim169 } from "./claim169-writer.ts";
import { type TypedClaims, writeTypedClaims } from "./typed-claims.ts";
import { TYPED_CLAIMS, VCT } from "./typed-credential.ts";

/**
 * Claims by name as the CWT claims of a typed credential: `vct`, the typed claims and, where some are given, attributes of the holder as
 * Claim 169. Or everything that is wrong with them.
 */
export function writeTypedCredential(definition: TypedClaims, claims: Readonly<Record<string, unknown>>): WrittenClaims {
  const given = new Map(Object.entries(claims).filter(([, value]) => value !== null));
  const typedNames = definition.claims.map(({ name }) => name);
  const strangers = [...given.keys()].filter((name) => !typedNames.includes(name) && !ATTRIBUTE_KEYS.has(name));
  const attributes = [...given].filter(([name]) => ATTRIBUTE_KEYS.has(name));
  const identity = attributes.length === 0 ? undefined : writeClaim169(Object.fromEntries(attributes));
  const typed = writeTypedClaims(definition, given);
  const problems = [
    ...strangers.map((name) => unknownClaim(name, definition)),
    ...typed.problems,
    ...(identity && !identity.ok ? identity.problems : []),
  ];
  if (problems.length > 0) return { ok: false, problems };
  const map = new Map<number, unknown>([
    [VCT, definition.vct],
    [TYPED_CLAIMS, typed.map],
  ]);
  if (identity?.ok) map.set(IDENTITY_DATA, identity.map);
  return { ok: true, map };
}

function unknownClaim(name: string, { type, claims }: TypedClaims): Text {
  const [typed, person] = [claims.map((claim) => claim.name).join(", "), [...ATTRIBUTE_KEYS.keys()].join(", ")];
  const shown = JSON.stringify(name.slice(0, 60));
  return {
    vi: `${type} không có thông tin tên ${shown}; các tên dùng được: ${typed}; về người được cấp: ${person}`,
    en: `${type} has no claim ${shown}; there are: ${typed}; about the holder: ${person}`,
  };
}
