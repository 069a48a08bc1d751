import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importPrivateJwk, type PrivateKey, signWith } from "../../src/core/signature.ts";
import {
  cosignerKey,
  type NoteKey,
  noteKey,
  noteText,
  noteVerdict,
  parseNote,
  parseSignatureLine,
  parseVerifierKey,
  signatureLine,
  signNote,
  verifierKeyText,
} from "../../src/core/signed-note.ts";
import { flipBit } from "../support/journal-bytes.ts";

const bytesOf = (text: string) => Buffer.from(text, "utf8");
const keyIn = (text: string) => parseVerifierKey(text) ?? expect.fail(`no key: ${text}`);
const noteIn = (text: string) => parseNote(bytesOf(text)) ?? expect.fail(`no note: ${text}`);

function newKey(kind: "ed25519" | "p256"): PrivateKey {
  const { privateKey } = kind === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  return importPrivateJwk(privateKey.export({ format: "jwk" })) ?? expect.fail("no key");
}

/** Notes and keys of others, with what they are to us. */
const VECTORS = [
  // c2sp.org/signed-note, "Verifier keys".
  {
    key: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
    note: "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n",
  },
  // golang.org/x/mod/sumdb/note, ExampleOpen.
  {
    key: "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    note: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
  },
  // github.com/transparency-dev/formats, note/note_verifier_test.go: ECDSA over P-256.
  {
    key: "rekor.sigstore.dev+c0d23d6a+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABNhtmPtrWm3U1eQXBogSMdGvXwBcK5AW5i0hrZLOC96l+smGNM7nwZ4QvFK/4sueRoVj//QP22Ni4Qt9DPfkWLc=",
    note: "Rekor\n798034\nf+7CoKgXKE/tNys9TTXcr/ad6U/K3xvznmzew9y6SP0=\n\n— rekor.sigstore.dev wNI9ajBEAiARInWIWyCdyG27CO6LPnPekyw20qO0YJfoaPaowGp/XgIgc+qEHS3+GKVClgqq20uDLet7MCoTURUCRdxwWBHHufk=\n",
  },
  {
    key: "pixel6_transparency_log+91c16e30+AjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN+4x0Jk1yTwvLFI9A4NDdGZcX0aiWVdWM5XJVy0M4VWD3AvyW5Q6Hs9A0mcDkpUoYgn+KKPNzFC0H3nN3q6JQ8=",
    note: "DEFAULT\n10\nbsWRucJU5xJPHb5eBdOm6+DM+VelCZBuvtI3sHERJ9Y=\n\n— pixel6_transparency_log kcFuMDBFAiEAhqMAP8P6qf6QxtUJhzMhbN+MbZ9dwfUHzGQJmffJHtoCIGD0cNe47dHWBoPwYdgBCepB06/+g5O1FmYjXl06owL4\n",
  },
] as const;

describe("notes of others", () => {
  test.each(VECTORS)("are read, written and verified as theirs are: $key", ({ key, note }) => {
    expect(verifierKeyText(keyIn(key))).toBe(key);
    expect(noteText(noteIn(note))).toBe(note);
    expect(noteVerdict(noteIn(note), keyIn(key))).toBe("signed");
  });

  test("whoever signed one has not signed another", () => {
    for (const { note } of VECTORS) {
      for (const { key, note: own } of VECTORS) expect(noteVerdict(noteIn(note), keyIn(key))).toBe(note === own ? "signed" : "absent");
    }
  });

  test("a signature in the name of a known key that is not its own spoils the note", () => {
    const [{ key, note }] = VECTORS;
    const changed = noteIn(note.replace("example message", "Example message"));
    expect(noteVerdict(changed, keyIn(key))).toBe("wrong");
    const { text, signatures } = noteIn(note);
    const forged = signatures.map((signature) => ({ ...signature, bytes: flipBit(signature.bytes, 77) }));
    expect(noteVerdict({ text, signatures: [...signatures, ...forged] }, keyIn(key))).toBe("wrong");
  });

  test("the key of a cosigner has another id than the same key as a log's", () => {
    const text = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
    const cosigner = keyIn(text);
    expect(cosigner.type).toBe(0x04);
    expect(verifierKeyText(cosigner)).toBe(text);
    expect(noteKey(cosigner.name, cosigner.publicKey)?.id).not.toBe(cosigner.id);
  });
});

describe("a key as text", () => {
  const [{ key: good }] = VECTORS;
  test.each([
    ["of another id", good.replace("530d903a", "530d903b")],
    ["with capitals", good.replace("530d903a", "530D903A")],
    ["with a space in its name", good.replace("/foo", "/f oo")],
    ["without a name", good.slice("example.com/foo".length)],
    ["of a type that nobody has given", good.replace("+Aek", "+A+k")],
    ["with bytes after the key", `${good.slice(0, -1)}kAA=`],
    ["of which a part is missing", good.slice(0, -8)],
    ["and more", `${good}\n`],
  ])("is none %s", (_what, text) => {
    expect(parseVerifierKey(text)).toBeUndefined();
  });

  test("of P-256 is what the key under test says", () => {
    const { publicKey } = newKey("p256");
    const key = noteKey("tram/kiosk/hanoi-01", publicKey) ?? expect.fail("no note key");
    expect(parseVerifierKey(verifierKeyText(key))).toMatchObject({ id: key.id, type: 0x02 });
    expect(cosignerKey("w", publicKey)).toBeUndefined();
  });
});

describe.each(["ed25519", "p256"] as const)("a note that we sign with %s", (kind) => {
  const { publicKey, handle } = newKey(kind);
  const key: NoteKey = noteKey("tram/kiosk/hanoi-01", publicKey) ?? expect.fail("no note key");
  const sign = (bytes: Uint8Array) => signWith(handle, bytes);
  const note = (text: string) => ({ text, signatures: [signNote(text, key, sign)] });

  test("reads back and is signed, whatever the text", () => {
    const line = fc.string({ unit: "grapheme", maxLength: 20 }).filter((text) => !/\p{Cc}/u.test(text));
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 5 }), (lines) => {
        const text = `${lines.join("\n")}\n`;
        fc.pre(text !== "\n" || lines.length > 1);
        const read = parseNote(bytesOf(noteText(note(text))));
        expect(read?.text).toBe(text);
        expect(read && noteVerdict(read, key)).toBe("signed");
      }),
      { numRuns: 50 },
    );
  });

  test("is none, or not signed, with any bit flipped", () => {
    const bytes = bytesOf(noteText(note("tram\n1\n")));
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const read = parseNote(flipBit(bytes, bit));
      if (read && noteVerdict(read, key) === "signed") expect.fail(`bit ${bit} was not seen`);
    }
  });
});

describe("bytes that are no note", () => {
  const [{ note: good }] = VECTORS;
  const line = good.slice(good.indexOf("—"));
  test.each([
    ["without a signature", "text\n\n"],
    ["without an empty line", `text\n${line}`],
    ["without a text", `\n${line}`],
    ["with no line feed at its end", good.slice(0, -1)],
    ["with more after it", `${good}more\n`],
    ["with a carriage return", good.replace("message.", "message.\r")],
    ["with a tabulator", good.replace(" is ", "\tis ")],
    ["with a hyphen for the dash", good.replace("—", "-")],
    ["with base64 of another spelling", good.replace("yaQM=", "yaQN=")],
    ["with base64 without its padding", good.replace("yaQM=", "yaQM")],
    ["with nothing behind the key's id", "text\n\n— name AAAAAA==\n"],
    ["with seventeen signatures", `text\n\n${line.repeat(17)}`],
    ["with more bytes than anybody needs", `${"x".repeat(8192)}${good}`],
  ])("are none %s", (_what, text) => {
    expect(parseNote(bytesOf(text))).toBeUndefined();
  });

  test("are none where they are not UTF-8", () => {
    expect(parseNote(Buffer.concat([Uint8Array.of(0xff), bytesOf(good)]))).toBeUndefined();
  });

  test("sixteen signatures are read, and each line reads back", () => {
    const { signatures } = noteIn(`text\n\n${line.repeat(16)}`);
    expect(signatures).toHaveLength(16);
    for (const signature of signatures) expect(parseSignatureLine(signatureLine(signature))).toEqual(signature);
  });

  test("whatever they are, they end as a value", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void parseNote(bytes)));
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (text) => void parseVerifierKey(text)));
  });
});
