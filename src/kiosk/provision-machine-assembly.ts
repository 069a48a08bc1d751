import { replaceConfiguration } from "../drivers/configuration-file.ts";
import { makeDeviceKey, readDeviceKey } from "../drivers/device-key.ts";
import { replaceFile } from "../drivers/durable-file.ts";
import { readInput } from "../drivers/input-file.ts";
import { keptFile } from "../drivers/kept-file.ts";
import { namesOnStick, readOnStick } from "../drivers/stick-files.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { askOnTerminal } from "../drivers/terminal-question.ts";
import { readRoot, signersOfRoot } from "../drivers/trust-root.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { knownSigners } from "./provision-trust-assembly.ts";

/** Largest picture or text of codes, in bytes. */
const MAX_INPUT_BYTES = 32 * 1024 * 1024;
/** A text of codes, and not a picture. */
const CODES = /^\s*TRAMCFG1\//;

/** The parts that every command of provisioning is made of. */
export function provisionParts(): ProvisionParts {
  return {
    now: systemClock.now,
    list: namesOnStick,
    read: readOnStick,
    symbolsIn,
    readText,
    knownSigners,
    readDeviceKey,
    makeDeviceKey,
    replaceConfiguration: (file, change) => replaceConfiguration(file, change),
    isRoot,
    writeOutput: (file, contents) => replaceFile(file, typeof contents === "string" ? Buffer.from(contents, "utf8") : contents),
    drawInTerminal: async (text) => (await (await import("../drivers/qr-writer.ts")).writeQr(text)).terminal,
    ask: askOnTerminal,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  };
}

async function readText(file: string): Promise<string | undefined> {
  const bytes = await keptFile(file).read();
  return bytes && Buffer.from(bytes).toString("utf8");
}

async function symbolsIn(file: string): Promise<readonly Uint8Array[]> {
  const bytes = await readInput(file, MAX_INPUT_BYTES);
  const text = Buffer.from(bytes.subarray(0, 64)).toString("latin1");
  if (CODES.test(text))
    return Buffer.from(bytes)
      .toString("latin1")
      .split("\n")
      .map((line) => Buffer.from(line, "latin1"));
  const [{ loadPicture }, { createQrDecoder }] = await Promise.all([import("../drivers/picture.ts"), import("../drivers/qr-decoder.ts")]);
  const picture = await loadPicture(bytes);
  if (!picture.ok) throw new Error(`${file}: ${picture.error}`);
  const decoder = createQrDecoder();
  try {
    return (await decoder.decode(picture.frame)).map((symbol) => symbol.bytes);
  } finally {
    await decoder.close();
  }
}

/** Root metadata signed by as many of their own keys as they ask for. */
function isRoot(bytes: Uint8Array): boolean {
  const facts = readRoot(bytes);
  return facts !== undefined && signersOfRoot(bytes, facts).length >= facts.roles.root.threshold;
}
