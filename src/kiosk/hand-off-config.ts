import * as v from "valibot";
import { FHIR_GUIDES, type FhirGuide } from "../core/hand-off/fhir-guides.ts";
import { OUTPUT_PROFILES } from "../core/hand-off/output-profile.ts";
import { parseTemplate } from "../core/hand-off/template.ts";
import { sealJwkOf } from "../core/seal-key.ts";

/** More systems than a counter has. */
const MAX_TARGETS = 8;

const path = v.pipe(v.string(), v.minLength(1, "a path must not be empty"));
const name = v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,32}$/, "a hand-off is named by 1 to 32 of a-z, 0-9 and -"));
const names = v.pipe(v.array(v.pipe(v.string(), v.minLength(1), v.maxLength(40))), v.minLength(1), v.maxLength(20));
const template = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    const parsed = dataset.typed ? parseTemplate(dataset.value) : undefined;
    if (parsed && !parsed.ok) addIssue({ message: parsed.problem });
  }),
);

const KeyboardSchema = v.strictObject({
  kind: v.literal("keyboard"),
  name,
  /** `/dev/hidg0`, the gadget of a board that can be a USB device. */
  gadget: v.exactOptional(path),
  /** Serial line of a CH9329. */
  bridge: v.exactOptional(path),
  baudRate: v.optional(v.picklist([1200, 2400, 4800, 9600, 14_400, 19_200, 38_400, 57_600, 115_200]), 9600),
  /** How the counter's computer takes text: with its input method on or off. */
  profile: v.optional(v.picklist(OUTPUT_PROFILES), "plain"),
  template,
  /** Types by itself after each accepted code; otherwise only when a clerk presses the button. */
  automatic: v.optional(v.boolean(), false),
  /** Between two reports, in milliseconds. */
  pauseMs: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(200))),
});

const WebhookSchema = v.strictObject({
  kind: v.literal("webhook"),
  name,
  url: v.pipe(v.string(), v.url(), v.maxLength(2000), v.check(isSafe, "an https address without a user in it; http only on this machine")),
  /** File of the signing secrets (0600), one a line: whsec_… or whsk_… */
  secrets: path,
  /** File of authorities (PEM) that vouch for the receiver, where the usual ones do not. */
  authorities: v.exactOptional(path),
  /** X25519 public key of the receiver (JWK): only to it a person's fields are sealed; absent: none are sent. */
  sealTo: v.exactOptional(
    v.pipe(
      v.strictObject({ kty: v.string(), crv: v.string(), x: v.string() }),
      v.check((jwk) => sealJwkOf(jwk) !== undefined, "not a public key of X25519 as JWK"),
    ),
  ),
  /** Attributes that are sealed, of those that the policy discloses. */
  fields: v.exactOptional(names),
});

const FhirSchema = v.strictObject({ kind: v.literal("fhir"), guide: v.picklist(FHIR_GUIDES) });

/** `[[handOff]]`: the counter's own systems; docs/hand-off.md explains each key. */
export const HandOffSchema = v.pipe(
  v.array(v.variant("kind", [KeyboardSchema, WebhookSchema, FhirSchema])),
  v.maxLength(MAX_TARGETS, `at most ${MAX_TARGETS} hand-offs`),
);

export type HandOffConfig = v.InferOutput<typeof HandOffSchema>;
export type KeyboardConfig = v.InferOutput<typeof KeyboardSchema>;
export type WebhookConfig = v.InferOutput<typeof WebhookSchema>;

/** What is wrong although every key is right. */
export function handOffProblems(targets: HandOffConfig): readonly string[] {
  const named = targets.flatMap((target, at) => (target.kind === "fhir" ? [] : [{ at, name: target.name }]));
  const twice = named.filter(({ name: one }, at) => named.findIndex(({ name: other }) => one === other) < at);
  return [
    ...twice.map(({ at, name: one }) => `handOff.${at}.name: ${one} stands there twice`),
    ...targets.flatMap((target, at) => {
      if (target.kind === "keyboard" && (target.gadget === undefined) === (target.bridge === undefined)) {
        return [`handOff.${at}: a keyboard has a gadget or a bridge, one of them`];
      }
      if (target.kind === "webhook" && (target.sealTo === undefined) !== (target.fields === undefined)) {
        return [`handOff.${at}: sealTo and fields belong together`];
      }
      return [];
    }),
    ...(targets.filter(({ kind }) => kind === "fhir").length > 1 ? ["handOff: one fhir is enough"] : []),
  ];
}

/** The guide by which patients are written. */
export function fhirGuideOf(targets: HandOffConfig): FhirGuide {
  return targets.find((target) => target.kind === "fhir")?.guide ?? "hl7vn";
}

/** A signed message travels safely over TLS alone: what kind of visitor came when is for nobody on the way. */
function isSafe(address: string): boolean {
  const url = URL.parse(address);
  if (url?.username !== "" || url.password !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname));
}
