import type { ApiAnswer, Endpoint } from "../api-ports.ts";
import { networkOf } from "../core/network-of.ts";
import type { Clock } from "../ports.ts";
import { refuse } from "./endpoint.ts";

/** How often somebody may ask: so many times at once, and then so many a second. */
export interface RateLimit {
  readonly burst: number;
  readonly perSecond: number;
}

/** Says who has asked too often. */
export interface RateLimiter {
  /** 0 where `who` may go on, else the whole seconds until he may. */
  wait(who: string): number;
}

/**
 * Of how many it is remembered how often they asked, near 150 bytes each. Attack: more addresses than that; the one that has asked least lately is
 * forgotten, and may ask as one that comes for the first time.
 */
const MAX_REMEMBERED = 65_536;

/** A bucket for each of them that fills evenly. */
export function createRateLimiter({ burst, perSecond }: RateLimit, { monotonicMs }: Pick<Clock, "monotonicMs">): RateLimiter {
  const buckets = new Map<string, { readonly left: number; readonly atMs: number }>();
  return {
    wait(who) {
      const now = monotonicMs();
      const known = buckets.get(who) ?? { left: burst, atMs: now };
      const left = Math.min(burst, known.left + ((now - known.atMs) / 1000) * perSecond);
      buckets.delete(who);
      buckets.set(who, { left: left >= 1 ? left - 1 : left, atMs: now });
      for (const [oldest] of buckets) {
        if (buckets.size <= MAX_REMEMBERED) break;
        buckets.delete(oldest);
      }
      return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / perSecond));
    },
  };
}

/** The answer to who has asked too often. */
export function tooOften(seconds: number): ApiAnswer {
  return { ...refuse(429, "overloaded"), headers: { "retry-after": String(seconds) } };
}

/** The same endpoint for whoever asks from a network within the limit. */
export function limitedByNetwork(endpoint: Endpoint, limit: RateLimit, clock: Pick<Clock, "monotonicMs">): Endpoint {
  const limiter = createRateLimiter(limit, clock);
  return async (request) => {
    const seconds = request.address === undefined ? 0 : limiter.wait(networkOf(request.address));
    return seconds === 0 ? await endpoint(request) : tooOften(seconds);
  };
}
