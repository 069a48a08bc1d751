import { expect, test } from "vitest";
import type { ApiRequest } from "../../src/api-ports.ts";
import { createRateLimiter, limitedByNetwork } from "../../src/central/rate-limit.ts";

function clockAt() {
  let ms = 0;
  return { monotonicMs: () => ms, pass: (more: number) => (ms += more) };
}

test("so many at once, then so many a second; the wait that is named is enough", () => {
  const clock = clockAt();
  const limiter = createRateLimiter({ burst: 3, perSecond: 0.5 }, clock);
  expect([1, 2, 3, 4, 5].map(() => limiter.wait("a"))).toEqual([0, 0, 0, 2, 2]);
  clock.pass(1000);
  expect(limiter.wait("a")).toBe(1);
  clock.pass(1000);
  expect([limiter.wait("a"), limiter.wait("a")]).toEqual([0, 2]);
  clock.pass(3_600_000);
  expect([1, 2, 3, 4].map(() => limiter.wait("a"))).toEqual([0, 0, 0, 2]);
});

test("of more than are remembered, whoever has asked least lately is forgotten, and nobody who asks now", () => {
  const limiter = createRateLimiter({ burst: 1, perSecond: 1 }, clockAt());
  limiter.wait("first");
  limiter.wait("busy");
  for (let other = 0; other < 65_536; other++) {
    limiter.wait(`other-${other}`);
    if (other % 1000 === 0) limiter.wait("busy");
  }
  expect([limiter.wait("busy"), limiter.wait("first")]).toEqual([1, 0]);
});

test("one network is answered 429 with the time to wait, and others are answered", async () => {
  const endpoint = limitedByNetwork(async () => ({ status: 200 }), { burst: 1, perSecond: 0.1 }, clockAt());
  const from = async (address?: string) => {
    const request: ApiRequest = {
      method: "GET",
      url: new URL("http://x/"),
      params: {},
      headers: {},
      body: async () => undefined,
      ...(address !== undefined && { address }),
    };
    const { status, headers } = await endpoint(request);
    return [status, headers?.["retry-after"]];
  };
  expect(await from("2001:db8::1")).toEqual([200, undefined]);
  expect(await from("2001:db8::2")).toEqual([429, "10"]);
  expect(await from("2001:db8:0:1::2")).toEqual([200, undefined]);
  expect([await from(), await from()]).toEqual([
    [200, undefined],
    [200, undefined],
  ]);
});
