import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  checkpointText,
  cosign,
  cosignedAt,
  journalOrigin,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from "../../src/core/checkpoint.ts";
import { isKioskId } from "../../src/core/protocol.ts";
import { cosignerKey, noteKey, noteText, parseNote } from "../../src/core/signed-note.ts";
import { newDeviceKey } from "../support/device-key.ts";
import { flipBit } from "../support/journal-bytes.ts";

const bytesOf = (text: string) => Buffer.from(text, "utf8");
const device = newDeviceKey();
const key = noteKey(journalOrigin("hanoi-01"), device.publicKey) ?? expect.fail("no note key");
const root = new Uint8Array(32).fill(7);
const signed = signCheckpoint({ size: 42, root }, { key, sign: device.sign });

/** c2sp.org/tlog-cosignature, the example: a log's signature and a witness's. */
const EXAMPLE =
  "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n" +
  "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n" +
  "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n";

test("the example of the specification is read, and written as it was", () => {
  const note = parseNote(bytesOf(EXAMPLE)) ?? expect.fail("no note");
  const checkpoint = parseCheckpoint(note.text) ?? expect.fail("no checkpoint");
  expect(checkpoint).toMatchObject({ origin: "example.com/behind-the-sofa", size: 20_852_163 });
  expect(checkpointText(checkpoint)).toBe(note.text);
  expect(noteText(note)).toBe(EXAMPLE);
  expect(note.signatures.map(({ id }) => id)).toEqual(["033de0ae", "8d66cf3f"]);
  expect(Buffer.from(note.signatures[1]?.bytes ?? []).readBigUInt64BE()).toBe(1_679_315_147n);
});

describe("a checkpoint", () => {
  test("of a kiosk is three lines, signed in the kiosk's name", () => {
    expect(signed).toMatch(/^tram\/kiosk\/hanoi-01\n42\nBwcH[A-Za-z0-9]+=\n\n\u2014 tram\/kiosk\/hanoi-01 [A-Za-z0-9+/]{91}=\n$/);
    expect(isKioskId("hanoi-01")).toBe(true);
    expect(openCheckpoint(bytesOf(signed), key)).toMatchObject({ origin: "tram/kiosk/hanoi-01", size: 42, root: Buffer.from(root) });
  });

  test("of any size and root reads back", () => {
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 48 }), fc.uint8Array({ minLength: 32, maxLength: 32 }), (size, root) => {
        const text = checkpointText({ origin: "o", size, root });
        expect(parseCheckpoint(text)).toEqual({ origin: "o", size, root: Buffer.from(root) });
      }),
    );
  });

  test("with any bit flipped is refused by name", () => {
    const bytes = bytesOf(signed);
    const refusals = new Set<unknown>();
    for (let bit = 0; bit < 8 * bytes.length; bit++) refusals.add(openCheckpoint(flipBit(bytes, bit), key));
    expect(refusals).toEqual(new Set(["malformed", "other-log", "unsigned", "signature-invalid"]));
  });

  test("of another log is not this one's, even where one key signs for both", () => {
    const other = noteKey(journalOrigin("hanoi-02"), device.publicKey) ?? expect.fail("no note key");
    expect(openCheckpoint(bytesOf(signCheckpoint({ size: 42, root }, { key: other, sign: device.sign })), key)).toBe("other-log");
  });

  test("of another key of the same name is unsigned", () => {
    const stranger = newDeviceKey();
    const other = noteKey(key.name, stranger.publicKey) ?? expect.fail("no note key");
    expect(openCheckpoint(bytesOf(signCheckpoint({ size: 42, root }, { key: other, sign: stranger.sign })), key)).toBe("unsigned");
  });

  test.each([
    ["a leading zero", "o\n042\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n"],
    ["a sign", "o\n+42\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n"],
    ["a size that no tree has", "o\n999999999999999\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n"],
    ["a root of 31 bytes", `o\n42\n${Buffer.alloc(31).toString("base64")}\n`],
    ["a root in another alphabet", `o\n42\n${Buffer.alloc(32, 0xff).toString("base64url")}\n`],
    ["an extension line", "o\n42\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\nmore\n"],
    ["no origin", "\n42\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n"],
    ["no end", "o\n42\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc="],
  ])("is none with %s", (_what, text) => {
    expect(parseCheckpoint(text)).toBeUndefined();
  });
});

describe("a cosignature", () => {
  const witness = newDeviceKey();
  const witnessKey = cosignerKey("tram/central", witness.publicKey) ?? expect.fail("no cosigner's key");
  const note = parseNote(bytesOf(signed)) ?? expect.fail("no note");
  const cosigned = { ...note, signatures: [...note.signatures, cosign(note.text, witnessKey, 1_795_437_065.9, witness.sign)] };

  test("says when a witness saw the checkpoint, and leaves the log's signature as it was", () => {
    const read = parseNote(bytesOf(noteText(cosigned))) ?? expect.fail("no note");
    expect(cosignedAt(read, witnessKey)).toBe(1_795_437_065);
    expect(cosignedAt(note, witnessKey)).toBe("absent");
    expect(openCheckpoint(bytesOf(noteText(cosigned)), key)).toMatchObject({ size: 42 });
  });

  test("covers what the specification says", () => {
    let signedBytes: Uint8Array = new Uint8Array();
    cosign("example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", witnessKey, 1_679_315_147, (bytes) => {
      signedBytes = bytes;
      return new Uint8Array(64);
    });
    expect(Buffer.from(signedBytes).toString()).toBe(
      "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n",
    );
  });

  test("counts for no other time, text or key", () => {
    const [, cosignature] = cosigned.signatures;
    if (!cosignature) throw new Error("no cosignature");
    for (let bit = 0; bit < 8 * cosignature.bytes.length; bit++) {
      const forged = { ...cosigned, signatures: [{ ...cosignature, bytes: flipBit(cosignature.bytes, bit) }] };
      expect(cosignedAt(forged, witnessKey)).toBe("wrong");
    }
    expect(cosignedAt({ ...cosigned, text: cosigned.text.replace("42", "43") }, witnessKey)).toBe("wrong");
    const stranger = cosignerKey("tram/central", newDeviceKey().publicKey) ?? expect.fail("no cosigner's key");
    expect(cosignedAt(cosigned, stranger)).toBe("absent");
    expect(cosignedAt({ ...cosigned, signatures: [{ ...cosignature, bytes: cosignature.bytes.subarray(1) }] }, witnessKey)).toBe("wrong");
  });
});
