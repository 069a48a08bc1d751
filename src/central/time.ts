import type { Endpoint } from "../api-ports.ts";
import type { PrivateKey } from "../core/signature.ts";
import { isNonce, signTime } from "../core/signed-time.ts";
import type { Clock } from "../ports.ts";
import { refuse } from "./endpoint.ts";

/** Signatures a second that we are willing to make, one after the other 50 µs each: a fleet that wakes up together waits a little. */
const SIGNATURES_PER_SECOND = 200;

/** A key that says what time it is, and its name in the trust list. */
export interface TimeSigner {
  readonly kid: string;
  readonly privateKey: PrivateKey;
}

/** Signs the time for whoever asks: it is no secret, and good for one question only. `key`: that of now, if there is one. */
export function createTimeEndpoint({
  clock,
  key,
}: {
  readonly clock: Clock;
  readonly key: () => Promise<TimeSigner | undefined>;
}): Endpoint {
  let second = 0;
  let signed = 0;
  return async ({ url }) => {
    const nonces = url.searchParams.getAll("nonce");
    const [nonce = ""] = nonces;
    if (nonces.length !== 1 || !isNonce(nonce)) return refuse(400, "nonce");
    const now = Math.floor(clock.monotonicMs() / 1000);
    if (now !== second) [second, signed] = [now, 0];
    if (++signed > SIGNATURES_PER_SECOND) return { ...refuse(503, "overloaded"), headers: { "retry-after": "1" } };
    const signer = await key();
    return signer ? { status: 200, body: { json: signTime(nonce, clock.now(), signer) } } : refuse(404, "no-time-key");
  };
}
