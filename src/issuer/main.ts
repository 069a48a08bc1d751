import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { withLists } from "../core/key-list.ts";
import { WANT_EVERYTHING } from "../core/policy.ts";
import { runCommands } from "../drivers/command-line.ts";
import { readInput } from "../drivers/input-file.ts";
import { newPrivateJwk } from "../drivers/key-generator.ts";
import { readPrivateFile, writePrivateFile } from "../drivers/private-file.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { EXIT_OF } from "./answer.ts";
import { verifyBatch } from "./batch.ts";
import { addCommands, type Commands, type VerifyOptions } from "./command-line.ts";
import { complain, EXIT_FAILED, EXIT_USAGE, sentenceOf } from "./complaint.ts";
import { type Eyes, lazyEyes } from "./eyes-assembly.ts";
import { loadCrlFile, loadPolicyFile, loadTrustFile } from "./given-files.ts";
import { issueCredential } from "./issue.ts";
import { newKey, showFingerprints, showPublicKey } from "./keys.ts";
import type { IssuerParts } from "./parts.ts";
import { verifyInputs } from "./verify.ts";

/** Largest input file, in bytes: that of drivers/picture.ts, which is loaded only where a picture comes. */
const MAX_INPUT_BYTES = 32 * 1024 * 1024;

/** `tram issue|keys|verify|decode|trust …`. Resolves to the exit code; docs/command-line.md lists them. */
export async function run(args: readonly string[]): Promise<number> {
  if (args[0] === "trust") return await (await import("./trust-assembly.ts")).runTrust(args);
  if (args[0] === "receipt") return await (await import("./receipt-assembly.ts")).runReceipt(args);
  const eyes = lazyEyes();
  const parts: IssuerParts = {
    now: systemClock.now,
    readInput: (file) => readInput(file, MAX_INPUT_BYTES),
    parseToml: async (text) => (await import("smol-toml")).parse(text),
    readPrivate: readPrivateFile,
    writePrivate: writePrivateFile,
    writeOutput: (file, contents) => writeFile(file, contents),
    newPrivateJwk,
    randomBytes,
    findSymbols: eyes.findSymbols,
    drawQr: async (text, options) => (await import("../drivers/qr-writer.ts")).writeQr(text, options),
    stdin: process.stdin,
    out: writeOut,
    err: (text) => void process.stderr.write(text),
    isTerminal: process.stdout.isTTY === true,
  };
  try {
    const commands: Commands = {
      newKey: (options) => newKey(options, parts),
      showPublicKey: (file) => showPublicKey(file, parts),
      showFingerprints: (files, options) => showFingerprints(files, options, parts),
      issue: (options) => issueCredential(options, parts),
      verify: (inputs, options) => verify(inputs, options, parts),
      decode: (files) => decode(files, eyes),
    };
    return await runCommands(args, (program, act) => addCommands(program, commands, act));
  } catch (error) {
    complain(parts.err, args[0] ?? "", {
      vi: `lỗi của chương trình, hãy báo cho người phát triển: ${sentenceOf(error)}`,
      en: `a fault of the program, please report it: ${sentenceOf(error)}`,
    });
    // 1 would say "refuse" where in truth nothing was judged.
    return args[0] === "verify" ? EXIT_OF["cannot-check"] : EXIT_FAILED;
  } finally {
    await eyes.close();
  }
}

async function verify(inputs: readonly string[], options: VerifyOptions, parts: IssuerParts): Promise<number> {
  const trust = options.keys === undefined ? undefined : await loadTrustFile(options.keys, parts);
  const policy = options.policy === undefined ? WANT_EVERYTHING : await loadPolicyFile(options.policy, parts);
  const lists = options.crl === undefined ? {} : await loadCrlFile(options.crl, parts);
  if ((options.keys !== undefined && !trust) || !lists || !policy) return EXIT_USAGE;
  const { at } = options;
  if (options.batch) return await verifyBatch({ trust, lists, policy, ...(at !== undefined && { at }) }, parts);
  return await verifyInputs(inputs, { trust: trust && withLists(trust, lists), policy, at: at ?? parts.now() }, options, parts);
}

async function decode(files: readonly string[], eyes: Eyes): Promise<number> {
  const { decodePictures } = await import("./decode.ts");
  const { loadPicture, decoder } = await eyes.open();
  return await decodePictures(files, {
    readInput: (file) => readInput(file, MAX_INPUT_BYTES),
    loadPicture,
    decoder,
    clock: systemClock,
    print: (line) => void process.stdout.write(`${line}\n`),
  });
}

/** Waits while the reader of our output is slower than we are. Rejects when it has gone. */
async function writeOut(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, "drain");
}
