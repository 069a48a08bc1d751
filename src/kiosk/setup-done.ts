// The last screen of the set-up: the kiosk is what it was told to be, and asks to be enrolled.
import type { SetupDone } from "../core/provisioning/setup-view.ts";
import { drawQr } from "../core/qr-drawing.ts";
import { keepRequest, requestEnrolment } from "./provision-enrolment.ts";
import type { ReplacementParts } from "./provision-replacement.ts";
import type { Applied } from "./setup-proposal.ts";

/** What a kiosk that was just set up shows. `enrolmentTo`: the folder of a stick that takes the request, too; undefined: none is in. */
export async function doneView(applied: Applied, enrolmentTo: string | undefined, parts: ReplacementParts): Promise<SetupDone> {
  const { kiosk, deviceKey, remembers, notTaken } = applied;
  const request = await requestEnrolment({ kiosk, deviceKey }, parts);
  const kept = enrolmentTo === undefined ? undefined : await keepRequest(kiosk, request, enrolmentTo, parts);
  const enrolment = drawQr(request.text);
  if (!enrolment) throw new Error("set-up: the request for enrolment fits no code");
  const isOnStick = kept !== undefined && kept.fault === undefined;
  const memory = { ...(remembers !== undefined && { remembers }), ...(notTaken && { notTaken }) };
  return { kind: "done", kiosk, enrolment, deviceFingerprint: request.fingerprint, isOnStick, ...memory };
}
