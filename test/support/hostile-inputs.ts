// Codes made to keep a kiosk busy, each under the 8,192 bytes that it looks at. For the fuzzing and the bench of the worst case.
import { CREDENTIAL_TYPES } from "../../src/core/presentation.ts";
import { MAX_SYMBOL_BYTES } from "../../src/core/scan.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { array, bytes, float64, head, hex, int, map, tag, text } from "./cbor-bytes.ts";
import { certificateEntry, type MadeCertificate, makeCertificate, newKey } from "./certificate-maker.ts";
import {
  base45,
  claimsSet,
  confirmationOf,
  EC_KEY,
  ED_KEY,
  ISSUER,
  makeCredential,
  makeLiveCode,
  testKey,
  wrap,
} from "./credential-maker.ts";
import { base64url, CARD_KEY, digitsOf, makeCard, makeJws } from "./health-card-maker.ts";
import { keyEntry, trustWith } from "./judging.ts";
import { base32, PASS_ISSUER } from "./pass-maker.ts";
import { makeSeal, SEAL_SIGNER, STATE } from "./seal-maker.ts";

/** A code and what is hostile about it. */
export interface HostileInput {
  readonly name: string;
  readonly symbol: Uint8Array;
}

const repeat = (count: number, item: Uint8Array) => Buffer.concat(Array.from({ length: count }, () => item));
/** `unit` between `before` and `after` as often as a code has room. */
const filled = (unit: string, before = "", after = "", most = MAX_SYMBOL_BYTES) => {
  const room = most - Buffer.byteLength(before) - Buffer.byteLength(after);
  return before + unit.repeat(Math.max(0, Math.floor(room / Buffer.byteLength(unit)))) + after;
};

/** 64 KiB of CBOR out of one kind of item, and as many of them as the decoder takes. */
function cborItems(): readonly (readonly [string, Uint8Array])[] {
  const list = (item: Uint8Array, count: number) => Buffer.concat([head(4, count), repeat(count, item)]);
  const kinds: readonly (readonly [string, Uint8Array])[] = [
    ["integers", hex("00")],
    ["empty lists", hex("80")],
    ["empty maps", hex("a0")],
    ["empty texts", hex("60")],
    ["empty byte strings", hex("40")],
    ["letters beyond ASCII", text("ễ")],
    ["simple values", hex("e0")],
    ["halves", hex("f93e00")],
    ["doubles", float64(0.1)],
    ["big integers", int(2n ** 64n - 1n)],
    ["tags", hex("c100")],
    ["bignums", tag(2, bytes(new Uint8Array(8).fill(255)))],
    ["maps in maps", hex("a100a100a100a0")],
    ["lists in lists", hex("8181818180")],
  ];
  const distinctKeys = (count: number) => map(...Array.from({ length: count }, (_, key) => [int(key), int(0)] as const));
  return [
    ...kinds.map(([name, item]) => [`65,000 bytes of ${name}`, list(item, Math.floor(65_000 / item.length))] as const),
    ...kinds.map(
      ([name, item]) =>
        [
          `1,900 ${name}`,
          list(item, Math.floor(1900 / Math.max(1, item.filter((byte) => byte >> 5 === 4 || byte >> 5 === 5).length))),
        ] as const,
    ),
    ["980 keys", distinctKeys(980)],
    ["10,000 keys", distinctKeys(10_000)],
    ["a text of 64 KiB", text("ễ".repeat(21_600))],
    ["a text of 64 KiB of replacement characters", text("\ufffd".repeat(21_600))],
    ["a text of 64 KiB that is no UTF-8 at its end", text(Buffer.concat([Buffer.alloc(64_900, 0x61), hex("ff")]))],
    ["a text of 64 KiB of marks", text(`a${"\u0345".repeat(16_000)}${"\u0334".repeat(16_000)}`)],
    ["5,000 nested lists", Buffer.concat([repeat(5000, hex("81")), hex("00")])],
    ["a list of 2^53", head(4, 2n ** 53n)],
  ];
}

const ROGUE = testKey("EdDSA", 200, ED_KEY.kid);

function cborCodes(): readonly (readonly [string, string])[] {
  return cborItems().flatMap(([name, item]) => [
    [`CBOR: ${name} as message`, wrap(item)] as const,
    [`CBOR: ${name} as attributes`, makeCredential({ key: ROGUE, payload: claimsSet({ identity: map([int(24), item]) }) }).text] as const,
    [`CBOR: ${name} in the signed header`, makeCredential({ protectedHeader: map([int(1), int(-8)], [int(99), item]) }).text] as const,
    [`CBOR: ${name} in the other header`, makeCredential({ unprotected: map([int(99), item]) }).text] as const,
    [
      `CBOR: ${name} in a live code`,
      makeLiveCode({ credential: nested(item), moreClaims: [[int(99), item]], moreHeaders: [[int(99), item]] }).text,
    ] as const,
  ]);
}

/** As much as one code can have decoded: in the credential's headers and payload, inside the token's own. */
function nested(item: Uint8Array): Uint8Array {
  const payload = claimsSet({ identity: map([int(24), item]), more: [confirmationOf()] });
  return makeCredential({ payload, unprotected: map([int(99), item]) }).message;
}

/** Streams that are slow to unpack: RFC 1951 blocks by hand. */
function streams(): readonly (readonly [string, string])[] {
  const zlib = (blocks: Uint8Array) => base45(Buffer.concat([hex("78da"), blocks, hex("00000001")]));
  return [
    ["stream: 2.4 MiB of zeros", wrap(new Uint8Array(2_400_000))],
    ["stream: 64 KiB of zeros", wrap(new Uint8Array(65_536))],
    ["stream: a thousand empty stored blocks", zlib(repeat(1060, hex("000000ffff")))],
    ["stream: four thousand empty blocks of the fixed code", zlib(bitsOf("0100000000".repeat(4250)))],
    ["stream: five hundred blocks with a code of their own", zlib(bitsOf(TINY_BLOCK.repeat(470)))],
    ["stream: what Base45 of zeros gives", filled("000", "NCF")],
    ["stream: what Base45 of ones gives", filled("F2Y", "NCF")],
  ];
}

/** An empty block with its own Huffman codes (RFC 1951 §3.2.7): one letter that ends it, two lengths, and the zeros between them. */
const TINY_BLOCK = (() => {
  const number = (value: number, size: number) => [...value.toString(2).padStart(size, "0")].toReversed().join("");
  const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1];
  const lengths = order.map((symbol) => number(symbol === 18 || symbol === 1 ? 1 : 0, 3)).join("");
  const zeros = (count: number) => `1${number(count - 11, 7)}`;
  return `001${number(0, 5)}${number(0, 5)}${number(order.length - 4, 4)}${lengths}${zeros(138)}${zeros(118)}000`;
})();

/** Bits as they follow one another in a stream, the first in the lowest place of the first byte. */
function bitsOf(bits: string): Uint8Array {
  return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => Number.parseInt([...byte].toReversed().join(""), 2));
}

function json(): readonly (readonly [string, string])[] {
  const inBundle = (entries: string) =>
    `{"iss":"${ISSUER}","nbf":1,"vc":{"type":["https://smarthealth.cards#health-card"],"credentialSubject":{"fhirBundle":{"entry":[${entries}]}}}}`;
  const shapes: readonly (readonly [string, string, string, string])[] = [
    ["zeros", "0,", "[", "0]"],
    ["empty objects", "{},", "[", "{}]"],
    ["empty texts", '"",', "[", '""]'],
    ["lists in lists", "[[[[[[[[[[[[]]]]]]]]]]]],", "[", "0]"],
    ["open lists", "[", "", ""],
    ["letters", "a", '["', '"]'],
    ["letters without an end", "a", '["', "]"],
    ["escapes", "\\u1ec5", '["', '"]'],
    ["one number", "1", "[", "]"],
    ["spaces", " ", "[", "0]"],
  ];
  const observation = '{"resource":{"resourceType":"Observation","valueQuantity":{"value":1}}},';
  return [
    ...shapes.flatMap(([name, unit, before, after]) => [
      [`JSON: ${name} in a health card`, makeCard({ payload: filled(unit, before, after, 65_000) })] as const,
      [`JSON: ${name} in the header of a health card`, headerCard(filled(unit, before, after, 2900))] as const,
      [`JSON: ${name} in a seal`, filled(unit, `{"data":${before}`, `${after}}`)] as const,
    ]),
    ["JSON: 64 KiB of observations", makeCard({ payload: inBundle(`${filled(observation, "", "", 60_000)}{}`) })],
    ["JSON: 64 KiB of entries", makeCard({ payload: inBundle(filled("0,", "", "0", 60_000)) })],
    ["JSON: 64 KiB of other resources", makeCard({ payload: inBundle(filled('{"resource":{"resourceType":"X"}},', "", "{}", 60_000)) })],
    ["JSON: 64 KiB of names", makeCard({ payload: `{${Array.from({ length: 6000 }, (_, at) => `"${at}":0`)}}` })],
    ["JSON: a bomb in a health card", makeCard({ payload: new Uint8Array(2_000_000) })],
    [
      "JSON: 8 KiB of names in a seal",
      makeSeal({
        data: { hdr: { t: "icao.vacc", v: 1, is: STATE }, msg: Object.fromEntries(Array.from({ length: 700 }, (_, at) => [at, 0])) },
      }),
    ],
  ];
}

/** A health card with this in place of its header. */
function headerCard(header: string): string {
  const [, body = "", signature = ""] = makeJws().split(".");
  return `shc:/${digitsOf([base64url(header), body, signature].join("."))}`;
}

function texts(): readonly (readonly [string, string | Uint8Array])[] {
  const onCard = (name: string): string => `099190000001||${name}|15051990|Nữ|x|01012022`;
  const marks = `${"\u0345".repeat(1900)}${"\u0334".repeat(1900)}`;
  const cjk = (count: number) => String.fromCodePoint(...Array.from({ length: count }, (_, at) => 0x4e00 + at));
  return [
    ["text: nothing but bars", "|".repeat(MAX_SYMBOL_BYTES)],
    ["text: digits", "0".repeat(MAX_SYMBOL_BYTES)],
    ["text: digits and bars", filled("0|")],
    ["text: spaces around letters", filled(" ", "x", "x")],
    ["text: zero bytes", new Uint8Array(MAX_SYMBOL_BYTES)],
    ["text: no UTF-8", Buffer.alloc(MAX_SYMBOL_BYTES, 0xff)],
    ["text: mojibake", filled("Ã©")],
    ["text: mojibake of mojibake", filled("Ã\u0083Â©")],
    ["text: mojibake that is none at its end", filled("Ã\u00a0", "", "\u0100")],
    ["text: small letters and spaces that do not break", filled("a\u00a0")],
    ["card: a name of marks in the wrong order", onCard(`a${marks}`)],
    ["card: a name of marks, thirty a letter", onCard(filled(`a${"\u0345\u0334".repeat(15)}`, "", "", 8000))],
    ["card: a name of bidirectional controls", onCard(filled("\u202e", "", "", 8000))],
    ["card: a name that grows in NFC", onCard(filled("\u{1d160}", "", "", 8000))],
    ["card: a sex of marks", `099190000001||a|15051990|a${marks}|x|01012022`],
    ["card: hex of marks", `GD4990000000001|${Buffer.from(marks.slice(0, 1000) + marks.slice(-1000)).toString("hex")}|1990|2|||||$`],
    ["card: insurance of bars", filled("|", "GD4990000000001|4e|1990|2|")],
    ["payment: empty objects", filled("9900", "000201")],
    ["payment: templates", filled("26969900".concat("9900".repeat(23)), "000201")],
    ["payment: letters of four bytes", filled("9904\u{1f600}", "000201")],
    ["link: a host of different foreign letters", `https://${cjk(2700)}`],
    ["link: a host of 500 of them", `https://${cjk(500)}/${cjk(2000)}`],
    ["link: a host written as xn--", filled("a", "https://xn--", "", 500)],
    ["link: nothing but labels", filled("a.", "https://", "", 500)],
    ["link: letters that grow", `https://${"\ufdfa".repeat(500)}`],
    ["link: parameters", filled("a&", "https://a.example/01/09501101530003?", "", 4290)],
    ["link: path", filled("10/%C3%A9/", "https://a.example/01/09501101530003/", "", 4290)],
    ["link: up and up", filled("../", "https://a.example/", "", 4290)],
    ["app: an address without end", filled("ễ", "vneid://")],
    ["app: a token without end", filled("aA0_")],
    ["health card: digits", filled("77", "shc:/")],
    ["health card: a part", filled("77", "shc:/1/9/")],
    ["pass: 5 KiB of lists", `NZCP:/1/${base32(repeat(5100, hex("81")))}`],
    ["pass: 5 KiB of integers", `NZCP:/1/${base32(Buffer.concat([head(4, 1990), new Uint8Array(1990)]))}`],
  ];
}

/** An authority of our own list, and one of an attacker's that bears its name; P-521 takes the longest. */
const [OURS, ANOTHER, THIRD, FOURTH] = Array.from({ length: 4 }, () =>
  makeCertificate({ subject: "Authority", key: newKey("P-521"), authority: true }),
);
const THEIRS: MadeCertificate = makeCertificate({ subject: "Authority", key: newKey("P-521"), authority: true });

function certificates(): readonly (readonly [string, string])[] {
  const above = makeCertificate({ subject: "Authority", key: newKey("P-521"), authority: true, by: THEIRS });
  const signer = makeCertificate({ subject: "Signer", key: newKey("P-521"), by: above });
  const alone = makeCertificate({ subject: "Signer", by: THEIRS });
  const large = makeCertificate({ subject: "Signer", more: [["1.2.3.4", false, new Uint8Array(3600)]] });
  const many = makeCertificate({
    subject: "Signer",
    more: Array.from({ length: 200 }, (_, at) => [`1.2.3.${at + 200}`, false, new Uint8Array(2)] as const),
  });
  const chain = (list: readonly Uint8Array[], alg = -8) =>
    makeCredential({ key: ROGUE, protectedHeader: map([int(1), int(alg)]), unprotected: map([int(33), array(...list.map(bytes))]) }).text;
  const sealOf = (cer: Uint8Array) => makeSeal({ signingKey: EC_KEY.privateKey, sig: { cer: base64url(cer) } });
  return [
    ["certificates: three of P-521 under the name of an authority", chain([signer.der, above.der, THEIRS.der])],
    ["certificates: one three times", chain([signer.der, signer.der, signer.der])],
    ["certificates: 4 KiB of one extension", chain([large.der])],
    ["certificates: two hundred extensions", chain([many.der])],
    ["certificates: 3 times 4 KiB of nothing", chain([1, 2, 3].map((byte) => new Uint8Array(4096).fill(byte)))],
    ["certificates: a seal under the name of an authority", sealOf(alone.der)],
    ["certificates: a seal of 4 KiB", sealOf(large.der)],
  ];
}

/** Credentials that name no key, so that every key may have signed them; and an identifier that many keys have. */
function manyKeys(): readonly (readonly [string, string])[] {
  const algorithms: readonly (readonly [string, number, number])[] = [
    ["EdDSA", -8, 64],
    ["ES256", -7, 64],
    ["ES384", -35, 96],
    ["ES512", -36, 132],
    ["PS256", -37, 256],
  ];
  return algorithms.flatMap(([name, alg, size]) => {
    const signature = () => new Uint8Array(size).fill(1);
    const header = [int(1), int(alg)] as const;
    return [
      [
        `keys: ${name} of nobody in particular`,
        makeCredential({ protectedHeader: map(header), payload: claimsSet({ iss: null }), signature }).text,
      ] as const,
      [
        `keys: ${name} of an identifier that all have`,
        makeCredential({ protectedHeader: map(header, [int(4), bytes("many")]), signature }).text,
      ] as const,
    ];
  });
}

/** A list as full as a country might have it: hundreds of keys, many of one identifier, authorities of one name. */
function fullTrustList(): Partial<TrustList> {
  const types = [...CREDENTIAL_TYPES];
  const jwkOf = (key: ReturnType<typeof newKey>) => ({ kty: "", ...key.publicKey.export({ format: "jwk" }) });
  const numbered = (algorithm: "EdDSA" | "ES256") =>
    Array.from({ length: 250 }, (_, at) => ({
      id: `https://${algorithm}-${at}.example`,
      types,
      keys: [keyEntry({ ...testKey(algorithm, 1 + (at % 190), `${at}`), kid: at % 2 === 0 ? "many" : `${at}` })],
    }));
  const slow = (["P-384", "P-521", "RSA"] as const).map((kind) => {
    const key = newKey(kind);
    const keys = Array.from({ length: 50 }, (_, at) => ({ kid: at % 2 === 0 ? "many" : `${kind}-${at}`, jwk: jwkOf(key) }));
    return { id: `https://${kind}.example`, types, keys };
  });
  const authorities = [OURS, ANOTHER, THIRD, FOURTH].flatMap((made) => (made ? [certificateEntry(made)] : []));
  return {
    issuers: [
      { id: ISSUER, types, keys: [keyEntry(ED_KEY), keyEntry(EC_KEY), keyEntry(CARD_KEY)] },
      { id: PASS_ISSUER, types: ["covid-pass"], keys: [keyEntry(EC_KEY)] },
      { id: STATE, types: ["vaccination", "test-result"], keys: [...authorities, certificateEntry(SEAL_SIGNER)] },
      ...numbered("EdDSA"),
      ...numbered("ES256"),
      ...slow,
    ],
  };
}

/** Trust in such a list. */
export function fullTrust() {
  return trustWith(fullTrustList());
}

/** All of them. The certificates are new in every run and the signatures over P-256 are, too; what is hostile about them is not. */
export function hostileInputs(): readonly HostileInput[] {
  return [...cborCodes(), ...streams(), ...json(), ...texts(), ...certificates(), ...manyKeys()]
    .map(([name, symbol]) => ({ name, symbol: Buffer.from(symbol) }))
    .filter(({ symbol }) => symbol.length <= MAX_SYMBOL_BYTES);
}
