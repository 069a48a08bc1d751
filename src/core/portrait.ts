import { isList } from "./list.ts";
import type { Claims, ClaimValue } from "./presentation.ts";

/** The holder's picture out of a credential, as a browser shows it. */
export interface Portrait {
  readonly mediaType: "image/jpeg" | "image/png" | "image/webp" | "image/avif";
  readonly bytes: Uint8Array;
}

/** Attributes that are a face, the likelier first. */
const FACES = ["photo", "face"] as const;

/** The disclosed claims without the picture: rows of text have no use for it. */
export function withoutPortrait({ photo: _photo, photoFormat: _format, face: _face, ...rest }: Claims): Claims {
  return rest;
}

/** The picture among these claims, by its own first bytes and not by what the credential calls it; undefined where there is none that a browser shows. */
export function portraitOf(claims: Claims): Portrait | undefined {
  for (const name of FACES) {
    for (const bytes of picturesIn(claims[name])) {
      const mediaType = mediaTypeOf(bytes);
      if (mediaType) return { mediaType, bytes };
    }
  }
  return undefined;
}

/** A biometric attribute is one record with its bytes in `data`, or a list of them (Claim 169, §3). */
function picturesIn(value: ClaimValue | undefined): readonly Uint8Array[] {
  if (value instanceof Uint8Array) return [value];
  if (typeof value !== "object" || value === null) return [];
  if (isList(value)) return value.flatMap(picturesIn);
  const { data } = value;
  return data instanceof Uint8Array ? [data] : [];
}

/** JPEG (ITU-T T.81 B.1.1.3), PNG (RFC 2083 §3.1), WebP (RFC 9649 §2.4), AVIF (ISO/IEC 23000-22: brand `avif` in `ftyp`). */
function mediaTypeOf(bytes: Uint8Array): Portrait["mediaType"] | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, 12));
  if (start.startsWith("\xff\xd8\xff")) return "image/jpeg";
  if (start.startsWith("\x89PNG\r\n\x1a\n")) return "image/png";
  if (start.startsWith("RIFF") && start.slice(8) === "WEBP") return "image/webp";
  return start.slice(4) === "ftypavif" ? "image/avif" : undefined;
}
