import * as v from "valibot";
import { expect, test } from "vitest";
import { PairSchema, ServiceSchema } from "../../src/core/staff.ts";
import { addressesOf } from "../../src/kiosk/staff-assembly.ts";
import { StaffSchema, staffProblems } from "../../src/kiosk/staff-config.ts";
import { pairingOffer } from "../../src/kiosk/staff-desk.ts";

const CODE = "ABCDEFGHIJKLMNOP";

test.each(["Quầy 2", "Quầy 2 (cửa A)", "Tầng 1/2, phòng #3", "Máy tính bảng – quầy 1", "A&B's"])("a device may be called %s", (name) => {
  expect(v.safeParse(PairSchema, { code: CODE, name }).success).toBe(true);
});

test.each(["<b>Quầy</b>", "Quầy\u202e1", "Quầy\u200b1", "a\nb", "", "   ", "Q".repeat(41), "{}", "🙂"])(
  "a device may not be called %j",
  (name) => {
    expect(v.safeParse(PairSchema, { code: CODE, name }).success).toBe(false);
  },
);

test("whoever opens the kiosk again says which pause they mean to end", () => {
  expect(v.safeParse(ServiceSchema, { on: true }).success).toBe(false);
  expect(v.safeParse(ServiceSchema, { on: true, since: 1_796_000_000 }).success).toBe(true);
});

test("an address comes before a name, because nobody may answer for the name; with the office's own certificate the name comes first", () => {
  const host = "127.0.0.1" as const;
  const [address, name] = ["https://127.0.0.1:8443", "https://tram-05.example:8443"];
  expect(addressesOf({ names: ["tram-05.example"], host }, 8443)).toEqual([address, name]);
  expect(addressesOf({ names: ["tram-05.example"], host, certificate: "/etc/tram/staff.pem" }, 8443)).toEqual([name, address]);
});

test("where no other device reaches the page, the offer to pair says why", () => {
  expect(pairingOffer(CODE, { urls: [], why: "no-port", fingerprint: "" })).toMatchObject({ urls: [], why: "no-port" });
  const offer = pairingOffer(CODE, { urls: ["https://192.168.1.20:8443", "https://tram-05.example:8443"], fingerprint: "AA" });
  expect(offer.urls).toEqual([`https://192.168.1.20:8443/staff#pair=${CODE}`, `https://tram-05.example:8443/staff#pair=${CODE}`]);
  expect(offer).not.toHaveProperty("why");
});

test("a host without a port is a mistake in the configuration", () => {
  const of = (config: object) => staffProblems(v.parse(StaffSchema, config));
  expect(of({ port: 8443, host: "127.0.0.1" })).toEqual([]);
  expect(of({ host: "127.0.0.1" })).toHaveLength(1);
  expect(v.safeParse(StaffSchema, { port: 8443, host: "0.0.0.0" }).success).toBe(false);
});
