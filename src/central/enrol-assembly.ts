import type { Ledger } from "../central-ports.ts";
import { journalOrigin } from "../core/checkpoint.ts";
import { keyThumbprint, publicJwkOf } from "../core/http-signature.ts";
import { isKioskId } from "../core/protocol.ts";
import { MAX_ENROLMENT_CHARACTERS, readEnrolment } from "../core/provisioning/enrolment.ts";
import { fingerprintOf } from "../core/provisioning/fingerprint.ts";
import { deviceOf, nameOf } from "../core/provisioning/service-point.ts";
import { importJwk, type PublicKey } from "../core/signature.ts";
import { noteKey, verifierKeyText } from "../core/signed-note.ts";
import type { Text } from "../core/text.ts";
import { readInput } from "../drivers/input-file.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { type CommonOptions, complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, say } from "./saying.ts";

/** Largest key file, in bytes. */
const MAX_KEY_BYTES = 65_536;

/** How the ledger is opened; nothing is opened for what cannot be read. */
type OpenLedger = () => Promise<Ledger>;

/** `tram central enrol --kiosk --key`: the operator vouches for the key. Resolves to the exit code. */
export async function enrolByKey(
  { kiosk, key: file, ...options }: CommonOptions & { readonly kiosk: string; readonly key: string },
  openLedger: OpenLedger,
): Promise<number> {
  if (!isKioskId(kiosk)) {
    const shown = JSON.stringify(kiosk);
    return complain({ vi: `--kiosk: ${shown} không thể là tên máy`, en: `--kiosk: ${shown} cannot name a kiosk` }, EXIT_USAGE);
  }
  const key = await readKey(file);
  return "vi" in key ? complain(key, EXIT_USAGE) : await enrolKey(kiosk, key, options, openLedger);
}

/**
 * `tram central enrol --request`: the request is signed by the key in it, so nobody enrols a key that he does not hold. Who stands behind it,
 * people must know. Resolves to the exit code.
 */
export async function enrolByRequest(file: string, options: CommonOptions, openLedger: OpenLedger): Promise<number> {
  const bytes = await readInput(file, MAX_ENROLMENT_CHARACTERS).catch(unreadable("--request", file));
  if ("vi" in bytes) return complain(bytes, EXIT_USAGE);
  const request = readEnrolment(Buffer.from(bytes).toString("latin1"));
  if (!request) {
    return complain(
      {
        vi: `--request: ${file} không phải yêu cầu ghi danh, hoặc đã bị sửa; lấy lại tại máy: tram provision enrolment`,
        en: `--request: ${file} is no request for enrolment, or it was changed; get it anew at the kiosk: tram provision enrolment`,
      },
      EXIT_USAGE,
    );
  }
  // Told apart by telephone, where the request came by a way that others could use.
  const fingerprint = fingerprintOf("device", Buffer.from(keyThumbprint(request.key), "base64url"));
  return await enrolKey(request.kiosk, request.key, options, openLedger, fingerprint);
}

/** The public key in a file, a bare JWK or the public form that `tram keys new --public` writes around one; or what is wrong with it. */
async function readKey(file: string): Promise<PublicKey | Text> {
  const bytes = await readInput(file, MAX_KEY_BYTES).catch(unreadable("--key", file));
  if ("vi" in bytes) return bytes;
  const jwk = jwkIn(Buffer.from(bytes).toString("utf8"));
  if (!jwk) return { vi: `--key: ${file} không phải JWK (JSON)`, en: `--key: ${file} is no JWK (JSON)` };
  if ("d" in jwk) {
    return {
      vi: `--key: ${file} là khoá bí mật, không bao giờ rời khỏi máy; hãy lấy phần công khai`,
      en: `--key: ${file} is a private key, which never leaves the kiosk; take its public part`,
    };
  }
  return (
    importJwk(jwk) ?? {
      vi: `--key: ${file} không phải khoá công khai Ed25519 hay P-256`,
      en: `--key: ${file} is no public Ed25519 or P-256 key`,
    }
  );
}

function jwkIn(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const jwk: unknown = typeof parsed === "object" && parsed !== null && "jwk" in parsed ? parsed.jwk : parsed;
    return typeof jwk === "object" && jwk !== null ? jwk : undefined;
  } catch {
    return undefined;
  }
}

function unreadable(option: string, file: string) {
  return (error: unknown): Text => {
    const why = error instanceof Error ? error.message : String(error);
    return { vi: `${option}: không đọc được ${file}: ${why}`, en: `${option}: ${file} cannot be read: ${why}` };
  };
}

async function enrolKey(
  kiosk: string,
  key: PublicKey,
  options: CommonOptions,
  openLedger: OpenLedger,
  fingerprint?: string,
): Promise<number> {
  const ledger = await openLedger();
  const outcome = await ledger.enrol(kiosk, publicJwkOf(key), systemClock.now()).finally(() => ledger.close());
  if (outcome === "other-key") return complain(otherKeyText(kiosk), EXIT_REFUSED);
  const keyId = keyThumbprint(key);
  const isNew = outcome === "enrolled";
  const told: Text = fingerprint === undefined ? { vi: "", en: "" } : fingerprintText(fingerprint);
  const signer = noteKey(journalOrigin(kiosk), key);
  const verifierKey = signer && verifierKeyText(signer);
  say(
    options,
    {
      event: outcome,
      kiosk,
      keyId,
      ...(verifierKey && { verifierKey }),
      ...(fingerprint !== undefined && { deviceFingerprint: fingerprint }),
    },
    {
      vi: `${kiosk} ${isNew ? "đã được ghi danh" : "đã ghi danh từ trước"}${told.vi}`,
      en: `${kiosk} ${isNew ? "" : "was already "}enrolled${told.en}`,
    },
  );
  if (verifierKey && !options.json) {
    say(options, {}, PUBLIC_KEY);
    // A line of its own, so that it can be kept as a file.
    process.stdout.write(`${verifierKey}\n`);
  }
  return EXIT_DONE;
}

const PUBLIC_KEY: Text = {
  vi: "khoá công khai của máy, để kiểm tra biên nhận và nhật ký; hãy giữ dòng này:",
  en: "the kiosk's public key, which checks its receipts and its journal; keep this line:",
};

function fingerprintText(fingerprint: string): Text {
  return {
    vi: `; dấu vân tay thiết bị ${fingerprint}, hãy so với phiếu`,
    en: `; device fingerprint ${fingerprint}, compare it with the sheet`,
  };
}

function otherKeyText(kiosk: string): Text {
  const { servicePoint, generation } = deviceOf(kiosk);
  const next = nameOf({ servicePoint, generation: generation + 1 }) ?? "?";
  return {
    vi: `${kiosk} đã ghi danh với khoá khác, khoá không bao giờ được thay; thiết bị mới phải mang tên ${next} (tram provision restore)`,
    en: `${kiosk} is enrolled with another key, which is never replaced; the new device must be ${next} (tram provision restore)`,
  };
}
