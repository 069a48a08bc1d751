import * as v from "valibot";
import type { ApiAnswer, Endpoint } from "../api-ports.ts";
import { MAX_STATUS_BYTES, type StatusMessage, StatusMessageSchema } from "../core/protocol.ts";
import { ledgerBusy, refuse } from "./endpoint.ts";
import { type SignedEndpointOptions, type SignedRequest, signedEndpoint } from "./signed-request.ts";

const STATUS = { mediaType: "application/json", maxBytes: MAX_STATUS_BYTES };

/** Takes what kiosks say of themselves. Only the very next message counts: a recorded one that comes again is told where we stand. */
export function createStatusIntake({ ledger, clock, limit }: SignedEndpointOptions): Endpoint {
  async function receive({ kiosk, content, created }: SignedRequest): Promise<ApiAnswer> {
    const message = parseStatus(content);
    if (!message) return refuse(400, "malformed");
    const outcome = await ledger.putStatus(kiosk, { message, receivedAt: clock.now(), created });
    switch (outcome.kind) {
      case "stored":
        return { status: 200, body: { json: { sequence: message.sequence } } };
      case "elsewhere":
        return { status: 409, body: { json: { sequence: outcome.sequence } } };
      case "busy":
        return ledgerBusy();
    }
  }
  return signedEndpoint({ ledger, clock, limit }, STATUS, receive);
}

function parseStatus(content: Uint8Array): StatusMessage | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
    const parsed = v.safeParse(StatusMessageSchema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined; // neither UTF-8 nor JSON
  }
}
