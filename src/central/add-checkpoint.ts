import type { ApiAnswer, Endpoint } from "../api-ports.ts";
import type { Ledger } from "../central-ports.ts";
import type { Witness } from "../core/acknowledgement.ts";
import { MAX_ADD_CHECKPOINT_BYTES, parseAddCheckpoint, TREE_SIZE_MEDIA_TYPE } from "../core/add-checkpoint.ts";
import { journalOrigin, openBareCheckpoint, parseCheckpoint } from "../core/checkpoint.ts";
import { isKioskId } from "../core/protocol.ts";
import { importJwk } from "../core/signature.ts";
import { noteKey, parseNote, signatureLine } from "../core/signed-note.ts";
import type { Clock } from "../ports.ts";
import { ledgerBusy, plainText, refuse } from "./endpoint.ts";

/** Requests under way at once; each may hold its content in memory. */
const MAX_UNDER_WAY = 64;
const OVERLOADED_SECONDS = "5";

export interface WitnessOptions {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly witness: () => Promise<Witness | undefined>;
}

/**
 * Central as a witness of its kiosks' logs for tools that know nothing of kiosks: c2sp.org/tlog-witness, answer for answer. Whoever asks, only
 * what a device has signed is looked at.
 */
export function createWitnessEndpoint({ ledger, clock, witness: findWitness }: WitnessOptions): Endpoint {
  let underWay = 0;

  async function answer(content: Uint8Array): Promise<ApiAnswer> {
    const request = parseAddCheckpoint(content);
    const note = request && parseNote(request.note);
    const claimed = note && parseCheckpoint(note.text);
    if (!request || !claimed) return refuse(400, "malformed");
    const witness = await findWitness();
    if (!witness) return refuse(404, "no-witness-key");
    const id = claimed.origin.slice(journalOrigin("").length);
    const kiosk = claimed.origin === journalOrigin(id) && isKioskId(id) ? await ledger.kiosk(id) : undefined;
    if (!kiosk) return refuse(404, "unknown-log");
    const publicKey = importJwk(kiosk.publicJwk);
    const key = publicKey && noteKey(claimed.origin, publicKey);
    const checkpoint = key && openBareCheckpoint(request.note, key);
    if (!checkpoint || typeof checkpoint === "string") return refuse(403, "unsigned");
    // Only below this line may be believed what it says.
    const { old, proof } = request;
    if (old > checkpoint.size) return refuse(400, "old-size");
    const at = clock.now();
    const outcome = await ledger.witness(id, { checkpoint, old, proof, receivedAt: at }, witness);
    switch (outcome.kind) {
      case "witnessed":
        return plainText(200, `${signatureLine(witness.cosign(checkpoint.note.text, at))}\n`);
      case "elsewhere":
        return plainText(409, `${outcome.size}\n`, TREE_SIZE_MEDIA_TYPE);
      case "unproven":
        return refuse(422, "unproven");
      case "busy":
        return ledgerBusy();
    }
  }

  return async (request) => {
    if (underWay >= MAX_UNDER_WAY) return { ...refuse(503, "overloaded"), headers: { "retry-after": OVERLOADED_SECONDS } };
    underWay++;
    try {
      const content = await request.body(MAX_ADD_CHECKPOINT_BYTES);
      return content ? await answer(content) : refuse(413, "too-large");
    } finally {
      underWay--;
    }
  };
}
