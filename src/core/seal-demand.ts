import type { Policy } from "./policy.ts";
import { CREDENTIAL_TYPES, type CredentialType, DOCUMENT_TYPES, type DocumentType } from "./presentation.ts";

const TYPES = [...CREDENTIAL_TYPES, ...DOCUMENT_TYPES] as const;

/** Types of which the policy wants a part kept for staff systems, and which are therefore not taken where the trust bundle has no key to seal it to. */
export function sealedTypes({ seal = {} }: Pick<Policy, "seal">): readonly (CredentialType | DocumentType)[] {
  return TYPES.filter((type) => (seal[type] ?? []).length > 0);
}
