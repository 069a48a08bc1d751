import { displayJson } from "../core/display-text.ts";
import { keyThumbprint } from "../core/http-signature.ts";
import { writeEnrolment } from "../core/provisioning/enrolment.ts";
import { fingerprintOf } from "../core/provisioning/fingerprint.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { complain, EXIT_DONE } from "./provision-texts.ts";

/** Whose request, and where it goes. */
export interface EnrolOptions {
  readonly kiosk: string;
  /** File of the device key. */
  readonly deviceKey: string;
  /** Folder that takes the request as a file; absent: it is only shown. */
  readonly to?: string;
  readonly json?: boolean;
}

/** What a device asks central with, and what it can be told by on the telephone. */
export interface EnrolmentRequest {
  /** For a QR code or a file. */
  readonly text: string;
  /** RFC 7638 thumbprint of the device key, base64url. */
  readonly device: string;
  readonly fingerprint: string;
}

/** The request for enrolment, signed by the device key; makes the key where there is none. */
export async function requestEnrolment(
  { kiosk, deviceKey }: Pick<EnrolOptions, "kiosk" | "deviceKey">,
  parts: Pick<ProvisionParts, "makeDeviceKey" | "now">,
): Promise<EnrolmentRequest> {
  const key = await parts.makeDeviceKey(deviceKey);
  const device = keyThumbprint(key.publicKey);
  const fingerprint = fingerprintOf("device", Buffer.from(device, "base64url"));
  return { text: writeEnrolment(kiosk, parts.now(), key), device, fingerprint };
}

/** Writes a request into a folder; resolves to the file, or to why there is none. */
export async function keepRequest(
  kiosk: string,
  { text }: EnrolmentRequest,
  folder: string,
  parts: Pick<ProvisionParts, "list" | "writeOutput">,
): Promise<{ readonly file: string; readonly fault?: string }> {
  const file = `${folder}/enrolment-${kiosk}.txt`;
  try {
    // Never made: where no stick is mounted, a folder of its name would be on the kiosk itself.
    if (!(await parts.list(folder))) throw new Error("no such folder");
    await parts.writeOutput(file, `${text}\n`);
    return { file };
  } catch (error) {
    return { file, fault: error instanceof Error ? error.message : String(error) };
  }
}

/** Shows the request for enrolment, as a code and, where a folder is given, as a file. Makes the device key where there is none. Returns the exit code. */
export async function enrol({ kiosk, deviceKey, to, json = false }: EnrolOptions, parts: ProvisionParts): Promise<number> {
  const request = await requestEnrolment({ kiosk, deviceKey }, parts);
  const kept = to === undefined ? undefined : await keepRequest(kiosk, request, to, parts);
  const { text, device, fingerprint } = request;
  if (json) {
    const file = kept && { file: kept.file };
    parts.out(`${displayJson({ event: "enrolment", kiosk, device, deviceFingerprint: fingerprint, enrolment: text, ...file })}\n`);
  } else parts.out(await shown(kiosk, fingerprint, text, kept?.file, parts));
  if (kept?.fault === undefined) return EXIT_DONE;
  return complain(
    parts.err,
    `không ghi được yêu cầu ghi danh vào ${kept.file} (${kept.fault}); cấu hình vẫn được áp dụng, hãy quét mã hoặc làm lại: tram provision enrolment`,
    `the request for enrolment was not written to ${kept.file}: ${kept.fault}; the configuration is applied, scan the code or repeat: tram provision enrolment`,
  );
}

async function shown(kiosk: string, fingerprint: string, text: string, file: string | undefined, parts: ProvisionParts): Promise<string> {
  return [
    `\nMã ghi danh của ${kiosk}: quét mã này, hoặc mang ${file ?? "mã này"} về máy chủ (tram central enrol --request TỆP).`,
    `Enrolment code of ${kiosk}: scan it, or take ${file ?? "it"} to central (tram central enrol --request FILE).`,
    await parts.drawInTerminal(text),
    text,
    `Dấu vân tay thiết bị / device fingerprint: ${fingerprint}`,
    "",
  ].join("\n");
}
