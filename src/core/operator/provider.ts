// Another provider that says who operators are (OpenID Connect Core 1.0), and what its groups may do here.
import * as v from "valibot";
import { isLoopback } from "./origin.ts";
import { ROLES, type Role } from "./role.ts";

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(500));
const ProviderSchema = v.strictObject({
  issuer: text,
  client: text,
  secretFile: text,
  /** The claim of the ID token in which groups stand, as a text or a list. */
  claim: v.optional(text, "groups"),
  /** One of these must be in `acr`: how surely he was asked who he is. Absent: the provider decides. */
  acr: v.exactOptional(v.pipe(v.array(text), v.minLength(1))),
  /** Group to role; of several that fit the first that stands here counts. */
  roles: v.record(text, v.picklist(ROLES)),
});
export type ProviderConfig = v.InferOutput<typeof ProviderSchema>;

/** The configuration in a parsed file; undefined: it is none. https, or this very machine for trying out. */
export function providerConfigIn(value: unknown): ProviderConfig | undefined {
  const parsed = v.safeParse(ProviderSchema, value);
  if (!parsed.success) return undefined;
  const url = URL.parse(parsed.output.issuer);
  return url && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))) ? parsed.output : undefined;
}

/** The role that an ID token gives; undefined: none, and nobody comes in. */
export function roleOfClaims(claims: Readonly<Record<string, unknown>>, { claim, acr, roles }: ProviderConfig): Role | undefined {
  if (acr && !acr.some((level) => level === claims["acr"])) return undefined;
  const value = claims[claim];
  const groups: readonly unknown[] = Array.isArray(value) ? value : [value];
  return Object.entries(roles).find(([group]) => groups.includes(group))?.[1];
}
