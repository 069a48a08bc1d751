import type { Claims, CredentialType } from "./presentation.ts";

/** What an application's holder still has to pay, or undefined where it costs nothing. */
export function feeOf(type: CredentialType, claims: Claims): { readonly amountVnd: number; readonly reference: string } | undefined {
  const { feeVnd, applicationNumber } = claims;
  if (type !== "application" || typeof feeVnd !== "number" || !(feeVnd > 0)) return undefined;
  return { amountVnd: feeVnd, reference: typeof applicationNumber === "string" ? applicationNumber : "" };
}
