// A valid code of every format, at every layer, for those who take them apart: the fuzzing and the bench of the worst case.
import { deflateRawSync, deflateSync } from "node:zlib";
import { CREDENTIAL_TYPES, type FormatName } from "../../src/core/presentation.ts";
import { certificateEntry } from "./certificate-maker.ts";
import {
  AT,
  base45,
  claimsSet,
  confirmationOf,
  EC_KEY,
  ED_KEY,
  ISSUER,
  type MadeCredential,
  makeCredential,
  makeLiveCode,
  wrap,
} from "./credential-maker.ts";
import { makeDcc } from "./dcc-maker.ts";
import { base64url, CARD_KEY, cardOf, digitsOf, makeCard, makeJws } from "./health-card-maker.ts";
import { keyEntry, trustWith } from "./judging.ts";
import { base32, makePass, PASS_ISSUER } from "./pass-maker.ts";
import { inOrder, makeSeal, SEAL_SIGNER, STATE, VACCINATION } from "./seal-maker.ts";
import { makeTyped, TYPED_EXAMPLES } from "./typed-examples.ts";

/** One layer of a code: what is in it, and how something else in its place becomes a code. */
export interface CodeLayer {
  readonly name: string;
  readonly content: Uint8Array;
  readonly wrap: (content: Uint8Array) => string | Uint8Array;
  /** True where wrap() signs with the trusted key: then whatever is inside may be believed. */
  readonly isSignedAnew?: true;
}

/** One valid code. */
export interface ValidCode {
  readonly name: string;
  readonly format: FormatName;
  readonly code: string;
  /** From the outside in. */
  readonly layers: readonly CodeLayer[];
}

/** Trust in the makers of all of them. */
export const TRUST_IN_ALL = trustWith({
  issuers: [
    { id: ISSUER, types: [...CREDENTIAL_TYPES], keys: [keyEntry(ED_KEY), keyEntry(EC_KEY), keyEntry(CARD_KEY)] },
    { id: PASS_ISSUER, types: ["covid-pass"], keys: [keyEntry(EC_KEY)] },
    { id: STATE, types: ["vaccination"], keys: [certificateEntry(SEAL_SIGNER)] },
  ],
});

const asText: CodeLayer["wrap"] = (content) => content;
const textLayer = (code: string): CodeLayer => ({ name: "text", content: Buffer.from(code), wrap: asText });

/** A COSE message in an envelope: its text, the compressed stream, the message, and the payload under a new signature. */
function cwtCode(name: string, format: FormatName, prefix: string, make: (payload?: Uint8Array) => MadeCredential): ValidCode {
  const { text, message, payload } = make();
  const layers: CodeLayer[] = [
    textLayer(text),
    { name: "stream", content: deflateSync(message, { level: 9 }), wrap: (content) => prefix + base45(content) },
    { name: "message", content: message, wrap: (content) => prefix + wrap(content) },
    { name: "payload", content: payload, wrap: (content) => make(content).text, isSignedAnew: true },
  ];
  return { name, format, code: text, layers };
}

function liveCode(): ValidCode {
  const credential = makeCredential({ payload: claimsSet({ more: [confirmationOf()] }) }).message;
  const { text, message } = makeLiveCode({ credential });
  const layers: CodeLayer[] = [
    textLayer(text),
    { name: "message", content: message, wrap },
    // The holder signs whatever is inside; the issuer has not.
    { name: "credential", content: credential, wrap: (content) => makeLiveCode({ credential: content }).text },
  ];
  return { name: "live code", format: "claim169", code: text, layers };
}

function covidPass(): ValidCode {
  const { text, message, payload } = makePass();
  const layers: CodeLayer[] = [
    textLayer(text),
    { name: "message", content: message, wrap: (content) => `NZCP:/1/${base32(content)}` },
    { name: "payload", content: payload, wrap: (content) => makePass({ payload: content }).text, isSignedAnew: true },
  ];
  return { name: "NZ COVID pass", format: "nz-covid-pass", code: text, layers };
}

function healthCard(): ValidCode {
  const [code, jws, json] = [makeCard(), makeJws(), Buffer.from(JSON.stringify(cardOf()))];
  const [head = "", body = "", signature = ""] = jws.split(".");
  const inPlace = (parts: readonly string[]) => `shc:/${digitsOf(parts.join("."))}`;
  const layers: CodeLayer[] = [
    textLayer(code),
    {
      name: "header",
      content: Buffer.from(head, "base64url"),
      wrap: (content) => inPlace([base64url(content), body, signature]),
    },
    { name: "JSON", content: json, wrap: (content) => inPlace([head, base64url(deflateRawSync(content)), signature]) },
    { name: "stream", content: deflateRawSync(json), wrap: (content) => makeCard({ compress: () => content }), isSignedAnew: true },
    { name: "JSON, signed anew", content: json, wrap: (content) => makeCard({ payload: content }), isSignedAnew: true },
  ];
  return { name: "SMART Health Card", format: "smart-health-card", code, layers };
}

function seal(): ValidCode {
  const code = makeSeal();
  const layers: CodeLayer[] = [
    textLayer(code),
    {
      name: "certificate",
      content: SEAL_SIGNER.der,
      wrap: (content) => makeSeal({ sig: { cer: Buffer.from(content).toString("base64url") } }),
    },
    {
      name: "message",
      content: Buffer.from(inOrder(VACCINATION)),
      wrap: (content) => makeSeal({ spell: (whole) => JSON.stringify(whole).replace(JSON.stringify(VACCINATION), content.toString()) }),
    },
  ];
  return { name: "VDS-NC", format: "icao-vds-nc", code, layers };
}

/** Unsigned documents: all there is is the text. */
const DOCUMENTS: readonly (readonly [string, FormatName, string])[] = [
  [
    "citizen card of 2021",
    "citizen-card",
    "099190000001|090000001|Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ, Tỉnh Mẫu|01012022",
  ],
  [
    "citizen card of 2024",
    "citizen-card",
    "099190000001||Nguyễn Thị Kiểm Thử|15051990|Nữ|Thôn Thử Nghiệm, Xã Ví Dụ, Tỉnh Mẫu|01012025||||",
  ],
  [
    "health-insurance card",
    "health-insurance-card",
    "GD4990000000001|4e677579e1bb856e20546869|15/05/1990|2|-|99 - 001|01/01/2026|31/12/2026|01/01/2026|99000000000001|-|4|01/01/2027|0123456789abcdef-7102|$",
  ],
  ["personal number", "personal-number", "099190000001"],
  ["prescription code", "prescription-code", "99001abc1234-c"],
  ["payment code", "emvco-payment", "00020101021138510010A00000072701210006970400010709900010208QRIBFTTA53037045802VN630433E0"],
  ["link", "link", "https://example.vn/01/09501101530003/10/L1?17=270101"],
  ["token of an app", "vneid", "q7Zx0Lr2Vw9Ka4Tn6Yb1Mc8Pd3Fs5Gh7Jk2Ql0Xz4Rv"],
];

/** One valid code of every format that recognise.ts knows. */
export function validCodes(): readonly ValidCode[] {
  return [
    cwtCode("Claim 169, Ed25519", "claim169", "", (payload) => makeCredential(payload ? { payload } : {})),
    cwtCode("Claim 169, P-256", "claim169", "", (payload) => makeCredential({ key: EC_KEY, ...(payload && { payload }) })),
    ...TYPED_EXAMPLES.map((example) =>
      cwtCode(example.type, "cwt", "", (payload) => (payload ? makeCredential({ payload }) : makeTyped(example))),
    ),
    cwtCode("EU certificate", "eu-dcc", "HC1:", (payload) => makeDcc(payload ? { payload } : {})),
    liveCode(),
    covidPass(),
    healthCard(),
    seal(),
    ...DOCUMENTS.map(([name, format, code]): ValidCode => ({ name, format, code, layers: [textLayer(code)] })),
  ];
}

/** When all of them are valid. */
export const VALID_AT = AT;
