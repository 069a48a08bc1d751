// What the pages of operators and central say to each other.
import * as v from "valibot";
import type { QrDrawing } from "../qr-drawing.ts";
import { ROLES } from "./role.ts";
import { WAYS } from "./session.ts";

/** Names that operators type: an address of mail is one. */
export const OPERATOR_NAME = /^[a-z0-9][a-z0-9._@+-]{1,63}$/;

const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const token = v.pipe(v.string(), v.regex(/^[\w-]{16,100}$/));
/** What a browser made of a passkey, of a form that only its check knows. */
const passkeyResponse = v.looseObject({ id: text(1400) });

/** Largest of these requests, in bytes: a passkey with a long attestation. */
export const MAX_OPERATOR_BYTES = 32_768;

export const SignInSchema = v.strictObject({ name: text(100), password: text(1000), code: text(40) });
export type SignInRequest = v.InferOutput<typeof SignInSchema>;

export const PasskeyAnswerSchema = v.strictObject({ challenge: token, response: passkeyResponse });
export const NewPasskeySchema = v.strictObject({
  challenge: token,
  response: passkeyResponse,
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(60)),
});
export const LinkSchema = v.strictObject({ token });
export const NewPasswordSchema = v.strictObject({ ticket: token, password: text(1000), code: text(40) });
export const NamedSchema = v.strictObject({ id: text(1400) });
export const NothingSchema = v.strictObject({});

/** `in`: signed in. `wrong`: name, password or code, nobody says which. `wait`: nothing was looked at. */
export const SignedInSchema = v.union([
  v.strictObject({ kind: v.literal("in") }),
  v.strictObject({ kind: v.literal("wrong") }),
  v.strictObject({ kind: v.literal("wait"), waitSeconds: count }),
]);
export type SignedInAnswer = v.InferOutput<typeof SignedInSchema>;

/** Options as browsers read them (WebAuthn level 3, §5.1.8 and §5.1.9). */
export const PasskeyQuestionSchema = v.strictObject({ challenge: token, options: v.looseObject({}) });
export type PasskeyQuestionAnswer = v.InferOutput<typeof PasskeyQuestionSchema>;

export const StandingSchema = v.union([
  v.strictObject({
    kind: v.literal("out"),
    /** Empty: central was not told where operators sign in. */
    ways: v.array(v.picklist(["password", "passkey", "oidc"])),
  }),
  v.strictObject({ kind: v.literal("in"), name: v.string(), role: v.picklist(ROLES), way: v.picklist(WAYS) }),
]);
export type Standing = v.InferOutput<typeof StandingSchema>;

export const AccountSchema = v.strictObject({
  name: v.string(),
  role: v.picklist(ROLES),
  way: v.picklist(WAYS),
  /** May change how he signs in without signing in once more. */
  isFresh: v.boolean(),
  canPasskey: v.boolean(),
  hasPassword: v.boolean(),
  recoveryCodes: count,
  passkeys: v.array(v.strictObject({ id: v.string(), name: v.string(), addedAt: v.number() })),
  sessions: v.array(
    v.strictObject({ id: v.string(), way: v.picklist(WAYS), startedAt: v.number(), usedAt: v.number(), isThis: v.boolean() }),
  ),
});
export type AccountAnswer = v.InferOutput<typeof AccountSchema>;

export const TotpQuestionSchema = v.strictObject({
  ticket: token,
  secret: v.string(),
  uri: v.string(),
  qr: v.exactOptional(v.strictObject({ modules: count, path: v.string() })),
});
export type TotpQuestion = v.InferOutput<typeof TotpQuestionSchema> & { readonly qr?: QrDrawing };

/** What became of a change; `again`: sign in once more before. */
export const ChangedSchema = v.union([
  v.strictObject({ kind: v.literal("done"), recoveryCodes: v.exactOptional(v.array(v.string())) }),
  v.strictObject({ kind: v.picklist(["again", "wrong", "gone"]) }),
  v.strictObject({ kind: v.literal("password"), why: v.strictObject({ vi: v.string(), en: v.string() }) }),
]);
export type Changed = v.InferOutput<typeof ChangedSchema>;

export const OperatorRowSchema = v.strictObject({
  id: v.string(),
  name: v.string(),
  role: v.picklist(ROLES),
  hasPassword: v.boolean(),
  passkeys: count,
});
export const ActionLineSchema = v.strictObject({ seq: count, body: v.string(), hash: v.string() });
