// One's own account, and who the operators are: docs/central.md, "Operators".
import * as v from "valibot";
import {
  AccountSchema,
  ActionLineSchema,
  ChangedSchema,
  NamedSchema,
  NewPasskeySchema,
  NewPasswordSchema,
  OperatorRowSchema,
  PasskeyQuestionSchema,
  TotpQuestionSchema,
} from "../core/operator/talk.ts";
import { body, FOREIGN, MALFORMED, NOTHING, QUESTION, RESPONSE, TOKEN } from "./operator-routes.ts";
import { json, refusal } from "./route-answers.ts";
import type { Answer, RouteDescription } from "./route-description.ts";

/** What every route answers that wants somebody to be signed in. */
export const DENIED = {
  401: refusal("Nobody is signed in here, or no longer.", "signed-out"),
  403: refusal("Not from a page of ours; or not for this role; or choose first how to sign in.", "origin", "role", "enrol-first"),
} as const satisfies Readonly<Record<number, Answer>>;
const DENIED_CHANGE = { ...DENIED, 415: FOREIGN[415], ...MALFORMED } as const;
const CHANGED = {
  200: json("What became of it; `again`: sign in once more before.", ChangedSchema, { kind: "done" }),
  ...DENIED_CHANGE,
} as const;

/** For whoever is. */
export const ACCOUNT_ROUTES = {
  getAccount: {
    methods: ["GET"],
    path: "/v1/account",
    caller: "operator",
    summary: "One's own account, with the sessions that are open",
    answers: {
      200: json("It.", AccountSchema, {
        name: "lan",
        role: "operator",
        way: "passkey",
        isFresh: true,
        canPasskey: true,
        hasPassword: false,
        recoveryCodes: 0,
        passkeys: [{ id: "9u1l", name: "Máy bàn", addedAt: 1795437072.5 }],
        sessions: [{ id: "k5pj2c3mfx7qab4e", way: "passkey", startedAt: 1795437072.5, usedAt: 1795437102.5, isThis: true }],
      }),
      ...DENIED,
    },
  },
  endOwnSession: {
    methods: ["POST"],
    path: "/v1/account/sessions/end",
    caller: "operator",
    summary: "End one of one's own sessions",
    body: body(NamedSchema, { id: "k5pj2c3mfx7qab4e" }),
    answers: CHANGED,
  },
  askNewPasskey: {
    methods: ["POST"],
    path: "/v1/account/passkeys/question",
    caller: "operator",
    summary: "What a browser needs to make a passkey",
    body: NOTHING,
    answers: {
      ...DENIED_CHANGE,
      200: json("For `navigator.credentials.create()`, or `again`.", v.union([PasskeyQuestionSchema, ChangedSchema]), QUESTION),
      404: refusal("The origin is an address: passkeys need a name.", "no-passkeys"),
    },
  },
  addPasskey: {
    methods: ["POST"],
    path: "/v1/account/passkeys",
    caller: "operator",
    summary: "Add a passkey",
    body: body(NewPasskeySchema, { challenge: TOKEN, response: RESPONSE, name: "Máy bàn" }),
    answers: CHANGED,
  },
  removePasskey: {
    methods: ["POST"],
    path: "/v1/account/passkeys/remove",
    caller: "operator",
    summary: "Remove a passkey; the last way in stays",
    body: body(NamedSchema, { id: "9u1l" }),
    answers: CHANGED,
  },
  askNewCode: {
    methods: ["POST"],
    path: "/v1/account/password/question",
    caller: "operator",
    summary: "A new secret for an authenticator program",
    body: NOTHING,
    answers: {
      ...DENIED_CHANGE,
      200: json("Shown once, or `again`.", v.union([TotpQuestionSchema, ChangedSchema]), {
        ticket: TOKEN,
        secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        uri: "otpauth://totp/…",
      }),
    },
  },
  setPassword: {
    methods: ["POST"],
    path: "/v1/account/password",
    caller: "operator",
    summary: "Set password and one-time codes together; recovery codes come back, once",
    body: body(NewPasswordSchema, { ticket: TOKEN, password: "bảy con vịt qua sông", code: "287082" }),
    answers: CHANGED,
  },
  listOperators: {
    methods: ["GET"],
    path: "/v1/operators",
    caller: "operator",
    summary: "Who may sign in",
    answers: {
      200: json("By name.", v.array(OperatorRowSchema), [
        { id: "k5pj2c3mfx7qab4e", name: "lan", role: "operator", hasPassword: false, passkeys: 1 },
      ]),
      ...DENIED,
    },
  },
  listActions: {
    methods: ["GET"],
    path: "/v1/operator-actions",
    caller: "operator",
    summary: "What operators did: lines of which each has the hash of the one before",
    query: {
      after: { about: "Number of the line after which to begin; 0 where it is absent", schema: v.string(), example: "0", isOptional: true },
    },
    answers: {
      200: json("At most 1000, in their order.", v.array(ActionLineSchema), [
        {
          seq: 1,
          body: '{"at":1795437072.5,"operator":"console","deed":"account-added","about":"k5pj2c3mfx7qab4e"}',
          hash: "b97ca423cce41192e3781bac7d3601763840cd465af2241e4d9d5dea7c86f7b9",
        },
      ]),
      400: refusal("Not a number.", "bad-request"),
      ...DENIED,
    },
  },
} as const satisfies Readonly<Record<string, RouteDescription>>;
