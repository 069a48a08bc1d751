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

/** Shows the request for enrolment, as a code and, where a folder is given, as a file. Makes the device key where there is none. Returns the exit code. */
export async function enrol({ kiosk, deviceKey, to, json = false }: EnrolOptions, parts: ProvisionParts): Promise<number> {
  const key = await parts.makeDeviceKey(deviceKey);
  const text = writeEnrolment(kiosk, parts.now(), key);
  const device = keyThumbprint(key.publicKey);
  const fingerprint = fingerprintOf("device", Buffer.from(device, "base64url"));
  const file = to === undefined ? undefined : `${to}/enrolment-${kiosk}.txt`;
  if (json)
    parts.out(
      `${displayJson({ event: "enrolment", kiosk, device, deviceFingerprint: fingerprint, enrolment: text, ...(file !== undefined && { file }) })}\n`,
    );
  else parts.out(await shown(kiosk, fingerprint, text, file, parts));
  if (file === undefined) return EXIT_DONE;
  try {
    // Never made: where no stick is mounted, a folder of its name would be on the kiosk itself.
    if (to !== undefined && !(await parts.list(to))) throw new Error("no such folder");
    await parts.writeOutput(file, `${text}\n`);
    return EXIT_DONE;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return complain(
      parts.err,
      `không ghi được yêu cầu ghi danh vào ${file} (${cause}); cấu hình vẫn được áp dụng, hãy quét mã hoặc làm lại: tram provision enrolment`,
      `the request for enrolment was not written to ${file}: ${cause}; the configuration is applied, scan the code or repeat: tram provision enrolment`,
    );
  }
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
