import { expect, test } from "vitest";
import { checkCode } from "../../src/kiosk/check-codes.ts";
import { checkStaff } from "../../src/kiosk/doctor-staff.ts";
import type { StaffConfig } from "../../src/kiosk/staff-config.ts";

const NOW = 1_796_000_000;
const DAY = 86_400;
const OFFICE: StaffConfig = { port: 8443, names: [], certificate: "/etc/tram/staff.pem", key: "/etc/tram/staff.key" };

test.each([
  ["nobody can sign in", { names: [] }, { codes: 0, devices: 0 }, "missing", "T-743"],
  ["the page is on the kiosk's screen alone", { names: [] }, { codes: 2, devices: 0 }, "ok", undefined],
  ["the kiosk makes a certificate at its next start", { port: 8443, names: [] }, { codes: 2, devices: 0 }, "ok", undefined],
  ["the office's certificate is not there", OFFICE, { codes: 2, devices: 1 }, "fault", "T-740"],
  ["the office's certificate ends soon", OFFICE, { codes: 2, devices: 1, certificateEndsAt: NOW + 29 * DAY }, "fault", "T-740"],
  ["all is well", OFFICE, { codes: 2, devices: 1, certificateEndsAt: NOW + 300 * DAY }, "ok", undefined],
] as const)("%s", async (_name, staff, facts, state, code) => {
  const check = await checkStaff({ staff: { ...staff, names: [] }, data: "/var/lib/tram" }, { staff: async () => facts }, NOW);
  expect([check?.state, check && checkCode(check)]).toEqual([state, code]);
});

test("a kiosk without such a page has no row of it", async () => {
  expect(await checkStaff({ data: "/var/lib/tram" }, { staff: async () => ({ codes: 0, devices: 0 }) }, NOW)).toBeUndefined();
});
