import { expect, test } from "vitest";
import { counterMoment, counterTime } from "../../src/web/counter-time.ts";

test("times are those of the counter in Việt Nam, wherever they are read", () => {
  const zone = process.env["TZ"];
  process.env["TZ"] = "America/New_York";
  try {
    expect(counterTime(1_795_537_865)).toBe("23:31:05");
    expect(counterMoment(1_795_563_065)).toBe("06:31:05 25/11/2026");
  } finally {
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
  }
});
