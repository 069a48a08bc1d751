// What kiosks send: docs/protocol.md, "A batch", "Status".
import * as v from "valibot";
import {
  BATCH_ENCODING,
  BATCH_MEDIA_TYPE,
  ContradictionSchema,
  MAX_BATCH_BYTES,
  MAX_STATUS_BYTES,
  SequenceSchema,
  StandingSchema,
  StatusMessageSchema,
} from "../core/protocol.ts";
import { json, refusal } from "./route-answers.ts";
import type { Answer, Parameter, RouteDescription } from "./route-description.ts";

/** The kiosk whose journal or status it is. */
export const KIOSK: Parameter = {
  about: "Name of the kiosk",
  schema: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)),
  example: "hanoi-01",
};

/** A kiosk that has been away for weeks sends its batches one after the other; more than that is no kiosk. */
const LIMIT = { burst: 600, perSecond: 50 };

/** The proof of who sends: RFC 9421 and RFC 9530 in the one form of docs/protocol.md, "The signature". */
const SIGNED: Readonly<Record<string, Parameter>> = {
  "Content-Digest": {
    about: "SHA-256 of the content as it travels (RFC 9530)",
    schema: v.string(),
    example: "sha-256=:b38BYWF7T7OQmut6R4yUnJo4AdmWAfohbThLy9f4i5Y=:",
  },
  "Signature-Input": {
    about: "What is signed, when, and by which key (RFC 9421)",
    schema: v.string(),
    example: 'tram=("@method" "@path" "content-digest");created=1795437072;keyid="poqkLGiymh_W0uP6PZFw-dvez3QJT5SolqXBCW38r0U"',
  },
  Signature: {
    about: "The device's signature (RFC 9421)",
    schema: v.string(),
    example: "tram=:PM2AX/dhMPmF2xeRwWUNElsjxAmj9vdy63NtXIBpanm492YDRFUxeKCEDnfQn8KG+gVB/FlGJZszjAmj3oJQCQ==:",
  },
};

const REFUSALS: Readonly<Record<number, Answer>> = {
  401: refusal("Not signed, in another form, or not by the key it names.", "unsigned", "signature-form", "signature"),
  403: refusal("Not enrolled, or with another key.", "unknown-kiosk", "unknown-key"),
  413: refusal("Above a limit.", "too-large"),
  415: refusal("Neither this media type nor this encoding.", "media-type"),
  503: refusal("Nothing was written: Retry-After says after how many seconds to come back.", "ledger-busy", "overloaded"),
};

const STANDING = {
  size: 2,
  chain: "b97ca423cce41192e3781bac7d3601763840cd465af2241e4d9d5dea7c86f7b9",
  witnessed:
    "tram/kiosk/hanoi-01\n2\n5G2riTVgXYS3EFrYDwY7+RDBaHvJt2NW87/kKQy5B2k=\n\n— tram/kiosk/hanoi-01 ShKzWG1Cb8cBY9eEBusDBjtKZm9Mbqst2hAEC2+zPeOInHPc6M4/xe/YGnLYC7/beE+zPBDKEqyb76W/dwXzZ3P3TgI=\n— tram/central 3G2zYgAAAABrBDIRYwceyy3p57K5EEedtsmMUe73z66vjRJ4Xp9gDMLhD72zMu74dYDrksdW93H4MxWNVL/7C+WjaGD6JA5RV6eoCw==\n",
  acknowledgement:
    "tram/kiosk/hanoi-01/held\n2\n5G2riTVgXYS3EFrYDwY7+RDBaHvJt2NW87/kKQy5B2k=\n\n— tram/central 3G2zYgAAAABrBDIRnJPZiZM8iNxIScLiPzbdk4de023xVjHvhzElaFEF5FeLldo4oR0EXkWaLrVvIaNxw0XDUy4wg6EzbYSpukxCAQ==\n",
};

const STATUS = {
  sequence: 42,
  version: "0.1.0",
  at: 1795437072.5,
  trust: { version: 41, issuedAt: 1795400000, expiresAt: 1799288000, stopsAt: 1799892800, state: "good" },
  clock: { state: "ok", floor: 1795436000 },
  backlog: 0,
};

export const DEVICE_ROUTES = {
  sendEntries: {
    methods: ["POST"],
    path: "/v1/kiosks/:id/entries",
    caller: "device",
    summary: "Hand over journal entries, or ask where central stands",
    params: { id: KIOSK },
    headers: SIGNED,
    body: { type: BATCH_MEDIA_TYPE, encoding: BATCH_ENCODING, maxBytes: MAX_BATCH_BYTES },
    limit: LIMIT,
    answers: {
      200: json("Held, and on the disk.", StandingSchema, STANDING),
      400: refusal(
        "Not a batch, changed on the way, or not the path of a kiosk in its one spelling.",
        "malformed",
        "chain-mismatch",
        "checkpoint",
        "digest-mismatch",
        "kiosk-id",
      ),
      409: json("The batch does not begin where central ends: go on at `size`.", StandingSchema, STANDING),
      422: json("The journal contradicts what central holds, from `seq` on.", ContradictionSchema, { error: "forked", seq: 1 }),
      ...REFUSALS,
    },
  },
  sendStatus: {
    methods: ["PUT"],
    path: "/v1/kiosks/:id/status",
    caller: "device",
    summary: "Say how the kiosk is",
    params: { id: KIOSK },
    headers: SIGNED,
    body: { type: "application/json", schema: StatusMessageSchema, example: STATUS, maxBytes: MAX_STATUS_BYTES },
    limit: LIMIT,
    answers: {
      200: json("Kept: the fleet page shows it from now on.", SequenceSchema, { sequence: 42 }),
      400: refusal("Not a status, changed on the way, or not the path of a kiosk.", "malformed", "digest-mismatch", "kiosk-id"),
      409: json("Central holds this number: go on with the next.", SequenceSchema, { sequence: 42 }),
      ...REFUSALS,
    },
  },
} as const satisfies Readonly<Record<string, RouteDescription>>;
