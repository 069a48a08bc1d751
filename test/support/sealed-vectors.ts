// Writes test/vectors/sealed-part.json: `node test/support/sealed-vectors.ts > test/vectors/sealed-part.json`. Never to make a failing test pass.
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { sealByHand, xPair } from "./hpke-by-hand.ts";

const CENTRE = xPair(Buffer.alloc(32, 0x41));
const CONTEXT = "tram/kiosk/hanoi-01";

/** A name of the part's key: 8 bytes of its thumbprint. */
const KEY_ID = createHash("sha256").update(`{"crv":"X25519","kty":"OKP","x":"${CENTRE.jwk.x}"}`).digest().subarray(0, 8);

const INSIDES = [
  `{"attributes":{"cardNumber":"GD4010990000001","fullName":"Nguyễn Thị Kiểm Thử"}}`,
  `{"attributes":{"fullName":"Trần Văn Mẫu"},"leftOut":["photo"]}`,
  `{"attributes":{"items":[{"name":"Paracetamol 500 mg","quantity":"20"}],"weight":50.5}}`,
];

/** Sealed parts with all that another program needs to open them, and parts that nobody may take for genuine. */
export function sealedVectors() {
  const parts = INSIDES.map((text, index) => {
    const padded = Buffer.alloc(Math.ceil(Buffer.byteLength(text) / 256) * 256);
    padded.write(text);
    return { inside: text, ...sealed(padded, index + 1) };
  });
  const [first] = parts;
  const bytes = Buffer.from(first?.part ?? "", "base64url");
  const at = (index: number) => Buffer.from(bytes.map((byte, place) => (place === index ? byte ^ 1 : byte))).toString("base64url");
  return {
    about: "Personal parts sealed to a key of the centre by the kiosk hanoi-01. See docs/journal.md, Sealed parts.",
    key: CENTRE.jwk,
    context: CONTEXT,
    parts,
    refused: [
      { about: "another version", part: at(0) },
      { about: "another key named", part: at(1) },
      { about: "the sender's key changed", part: at(9) },
      { about: "the ciphertext changed", part: at(41) },
      { about: "the tag changed", part: at(bytes.length - 1) },
      { about: "a byte missing", part: bytes.subarray(0, -1).toString("base64url") },
      { about: "sealed for another kiosk", part: sealed(Buffer.alloc(256, "{"), 9, "tram/kiosk/hanoi-02").part },
    ],
    notUnderstood: [
      { about: "white space inside", ...sealed(padTo256('{"attributes": {}}'), 10) },
      { about: "two members of one name", ...sealed(padTo256('{"attributes":{"a":1,"a":2}}'), 11) },
      { about: "a member that nobody knows", ...sealed(padTo256('{"attributes":{},"more":1}'), 12) },
      { about: "names left out in no order", ...sealed(padTo256('{"attributes":{},"leftOut":["b","a"]}'), 13) },
      { about: "more padding than needed", ...sealed(Buffer.concat([padTo256('{"attributes":{}}'), Buffer.alloc(256)]), 14) },
    ],
  };
}

function padTo256(text: string): Buffer {
  const padded = Buffer.alloc(256);
  padded.write(text);
  return padded;
}

function sealed(inside: Uint8Array, ephemeral: number, context = CONTEXT): { readonly part: string; readonly digest: string } {
  const by = sealByHand(CENTRE.publicKey, Buffer.alloc(32, ephemeral), "tram-sealed-v1", context, inside);
  const part = Buffer.concat([Buffer.of(1), KEY_ID, by]);
  return { part: part.toString("base64url"), digest: createHash("sha256").update(part).digest("base64url") };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(`${JSON.stringify(sealedVectors(), undefined, 2)}\n`);
