import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { ApiRequest } from "../../src/api-ports.ts";
import { createStatusIntake } from "../../src/central/status.ts";
import { contentDigest, signRequest } from "../../src/core/http-signature.ts";
import { openSqliteLedger } from "../../src/drivers/sqlite-ledger.ts";
import { systemClock } from "../../src/drivers/system-clock.ts";
import { newDeviceKey } from "../support/device-key.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ledger = openSqliteLedger(join(temporaryFolder(), "ledger.sqlite"));
afterAll(() => ledger.close());
const key = newDeviceKey();

function requestOf(kiosk: string, address: string | undefined, signer = key): ApiRequest {
  const content = Buffer.from("nonsense");
  const path = `/v1/kiosks/${kiosk}/status`;
  const digest = contentDigest(content);
  const fields = signRequest({ method: "PUT", path, contentDigest: digest }, 1, key.keyId, signer.sign);
  return {
    method: "PUT",
    url: new URL(path, "http://x"),
    params: { id: kiosk },
    headers: { "content-type": "application/json", "content-digest": digest, ...fields },
    body: async () => content,
    ...(address !== undefined && { address }),
  };
}

test("a device that asks too often is told to wait; a recorded request from elsewhere, or a forged one, takes nothing of its measure", async () => {
  for (const kiosk of ["k1", "k2"]) await ledger.enrol(kiosk, key.publicJwk, 1);
  const intake = createStatusIntake({ ledger, clock: systemClock, limit: { burst: 2, perSecond: 0.001 } });
  const ask = async (...args: Parameters<typeof requestOf>) => {
    const { status, headers, body } = await intake(requestOf(...args));
    return status === 429 ? [status, Number(headers?.["retry-after"]) > 900, body] : status;
  };
  for (let forged = 0; forged < 5; forged++) expect(await ask("k1", "192.0.2.1", newDeviceKey())).toBe(401);
  for (let recorded = 0; recorded < 5; recorded++) await ask("k1", "192.0.2.99");
  expect(await ask("k1", "192.0.2.99")).toEqual([429, true, { json: { error: "overloaded" } }]);
  expect([await ask("k1", "192.0.2.1"), await ask("k1", "192.0.2.1")]).toEqual([400, 400]);
  expect(await ask("k1", "192.0.2.1")).toEqual([429, true, { json: { error: "overloaded" } }]);
  // Behind the same address, and on a stick.
  expect([await ask("k2", "192.0.2.1"), await ask("k1", undefined)]).toEqual([400, 400]);
});
