// Signing in: docs/central.md, "Operators".
import * as v from "valibot";
import {
  LinkSchema,
  MAX_OPERATOR_BYTES,
  NothingSchema,
  PasskeyAnswerSchema,
  PasskeyQuestionSchema,
  SignedInSchema,
  SignInSchema,
  StandingSchema,
} from "../core/operator/talk.ts";
import { json, refusal } from "./route-answers.ts";
import type { Answer, RouteDescription } from "./route-description.ts";

/** A whole office behind one address signs in within minutes; whoever guesses waits by other rules long before. */
const LIMIT = { burst: 120, perSecond: 2 };

export const TOKEN = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA";
/** A request in JSON of this form. */
export const body = (schema: v.GenericSchema, example: unknown) => ({
  type: "application/json",
  schema,
  example,
  maxBytes: MAX_OPERATOR_BYTES,
});
export const NOTHING = body(NothingSchema, {});

export const FOREIGN = {
  403: refusal("Not from a page of the origin where operators sign in.", "origin"),
  415: refusal("Not JSON.", "media-type"),
} as const satisfies Readonly<Record<number, Answer>>;
export const MALFORMED = { 400: refusal("Not of this form.", "malformed") } as const;
const SIGNED_IN = {
  200: json("Signed in: the session is in a cookie.", SignedInSchema, { kind: "in" }),
  401: json("Not, and nobody says what was wrong.", SignedInSchema, { kind: "wrong" }),
  429: json("Nothing was looked at: too many mistakes before.", SignedInSchema, { kind: "wait", waitSeconds: 30 }),
  ...FOREIGN,
  ...MALFORMED,
} as const;
export const RESPONSE = { id: "9u1l", rawId: "9u1l", type: "public-key", clientExtensionResults: {}, response: {} };
export const QUESTION = { challenge: TOKEN, options: { challenge: TOKEN, rpId: "central.example", userVerification: "required" } };

/** For whoever is not signed in yet. */
export const SIGN_IN_ROUTES = {
  getSession: {
    methods: ["GET"],
    path: "/v1/session",
    caller: "browser",
    summary: "Who is signed in here, or how to",
    answers: { 200: json("Where this browser stands.", StandingSchema, { kind: "out", ways: ["password", "passkey"] }), 403: FOREIGN[403] },
  },
  signIn: {
    methods: ["POST"],
    path: "/v1/session",
    caller: "browser",
    summary: "Sign in by name, password and one-time code, or a recovery code in its place",
    body: body(SignInSchema, { name: "lan", password: "bảy con vịt qua sông", code: "287082" }),
    limit: LIMIT,
    answers: SIGNED_IN,
  },
  askPasskey: {
    methods: ["POST"],
    path: "/v1/session/passkey/question",
    caller: "browser",
    summary: "What a browser needs to sign in by passkey",
    body: NOTHING,
    limit: LIMIT,
    answers: {
      200: json("For `navigator.credentials.get()`; good for five minutes.", PasskeyQuestionSchema, QUESTION),
      404: refusal("The origin is an address: passkeys need a name.", "no-passkeys"),
      ...FOREIGN,
    },
  },
  signInByPasskey: {
    methods: ["POST"],
    path: "/v1/session/passkey",
    caller: "browser",
    summary: "Sign in by passkey",
    body: body(PasskeyAnswerSchema, { challenge: TOKEN, response: RESPONSE }),
    limit: LIMIT,
    answers: SIGNED_IN,
  },
  signInByLink: {
    methods: ["POST"],
    path: "/v1/session/link",
    caller: "browser",
    summary: "Come in by the link that `tram central operator add` has printed, once",
    body: body(LinkSchema, { token: TOKEN }),
    limit: LIMIT,
    answers: SIGNED_IN,
  },
  askProvider: {
    methods: ["POST"],
    path: "/v1/session/oidc",
    caller: "browser",
    summary: "Where another provider asks who one is (OpenID Connect)",
    body: NOTHING,
    limit: LIMIT,
    answers: {
      200: json("Go there; a cookie binds this browser to the answer.", v.object({ url: v.string() }), {
        url: "https://sso.example/authorize?…",
      }),
      404: refusal("There is none.", "no-provider"),
      502: refusal("It does not answer.", "provider-silent"),
      ...FOREIGN,
    },
  },
  returnFromProvider: {
    methods: ["GET"],
    path: "/v1/session/oidc/return",
    caller: "browser",
    summary: "Back from there",
    limit: LIMIT,
    answers: {
      302: { about: "To the fleet page, signed in; or to the sign-in page." },
      404: refusal("There is no provider.", "no-provider"),
    },
  },
  signOut: {
    methods: ["POST"],
    path: "/v1/session/end",
    caller: "browser",
    summary: "Sign out",
    body: NOTHING,
    answers: {
      200: json(
        "Nobody is signed in here any more; `elsewhere`: where to sign out, too.",
        v.object({ elsewhere: v.exactOptional(v.string()) }),
        {},
      ),
      ...FOREIGN,
    },
  },
} as const satisfies Readonly<Record<string, RouteDescription>>;
