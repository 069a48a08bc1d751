import { expect, test } from "vitest";
import { feeOf } from "../../src/core/fee.ts";
import type { Claims, CredentialType } from "../../src/core/presentation.ts";

test.each<[CredentialType, Claims, object | undefined]>([
  ["application", { applicationNumber: "H99-0007", feeVnd: 50_000 }, { amountVnd: 50_000, reference: "H99-0007" }],
  ["application", { feeVnd: 1 }, { amountVnd: 1, reference: "" }],
  ["application", { applicationNumber: "H99-0007", feeVnd: 0 }, undefined],
  ["application", { applicationNumber: "H99-0007" }, undefined],
  ["application", { applicationNumber: "H99-0007", feeVnd: "50000" }, undefined],
  ["citizen", { feeVnd: 50_000 }, undefined],
])("%s with %j costs %j", (type, claims, fee) => {
  expect(feeOf(type, claims)).toEqual(fee);
});
