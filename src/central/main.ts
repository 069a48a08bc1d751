import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import type { Ledger } from "../central-ports.ts";
import { keyThumbprint, publicJwkOf } from "../core/http-signature.ts";
import { isKioskId } from "../core/protocol.ts";
import { MAX_ENROLMENT_CHARACTERS, readEnrolment } from "../core/provisioning/enrolment.ts";
import { fingerprintOf } from "../core/provisioning/fingerprint.ts";
import { deviceOf, nameOf } from "../core/provisioning/service-point.ts";
import { importJwk, type PublicKey } from "../core/signature.ts";
import { runCommands } from "../drivers/command-line.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { readInput } from "../drivers/input-file.ts";
import { openSqliteLedger } from "../drivers/sqlite-ledger.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { type CommonOptions, complain, say } from "./saying.ts";
import { serve } from "./server-assembly.ts";
import { publish, timeKey } from "./trust-assembly.ts";

const DEFAULT_LISTEN = "127.0.0.1:8169";

const DATA = ["--data <dir>", "folder of the ledger, the trust bundle and the time key; made where there is none"] as const;
const JSON_LINES = ["--json", "answer in JSON lines"] as const;

/** `tram central …`: the server, and what an operator does to its data. Resolves to the exit code; 2 is wrong usage. */
export function run(args: readonly string[]): Promise<number> {
  return runCommands(args, (program, act) => {
    const central = program
      .command("central")
      .description("receive journals, hand out the trust bundle, show the fleet")
      .enablePositionalOptions();
    central
      // Asked for below: commander would ask for it in front of a subcommand, too.
      .option(...DATA)
      .option(...JSON_LINES)
      .option("--listen <host:port>", "address to listen on, port 0 for any", DEFAULT_LISTEN)
      .action(({ data, ...options }: Partial<CommonOptions> & { readonly listen: string }) => {
        if (data === undefined) return central.error("error: required option '--data <dir>' not specified");
        return act(serve({ ...options, data }, () => openLedger(data)));
      });
    withCommon(central.command("enrol").description("make a kiosk known by its public device key"))
      .option(
        "--request <file>",
        "the request that `tram provision` wrote or drew, - for standard input: it names the kiosk and proves its key",
      )
      .option("--kiosk <id>", "without a request: name of the kiosk, a to z, 0 to 9 and -, at most 64 characters")
      .option("--key <file>", "without a request: its public key, a JWK file")
      .action(({ request, kiosk, key, ...options }: CommonOptions & Partial<Readonly<Record<"request" | "kiosk" | "key", string>>>) => {
        if (request !== undefined && kiosk === undefined && key === undefined) return act(enrolByRequest(request, options));
        if (request === undefined && kiosk !== undefined && key !== undefined) return act(enrol({ ...options, kiosk, key }));
        return central.error("error: enrol takes either --request, or --kiosk and --key");
      });
    withCommon(central.command("publish").description("hand out this trust bundle from now on"))
      .requiredOption("--repository <dir>", "the publisher's repository, or a copy: the folder with metadata and targets in it")
      .action((options: CommonOptions & { readonly repository: string }) => act(publish(options)));
    withCommon(central.command("time-key").description("make the key that signs the time, and print its public half as a JWK"))
      .option("--replace", "make a new key in place of one that is there")
      .action((options: CommonOptions & { readonly replace?: boolean }) => act(timeKey(options)));
  });
}

function withCommon(command: Command): Command {
  return command.requiredOption(...DATA).option(...JSON_LINES);
}

async function enrol({ kiosk, key: file, ...options }: CommonOptions & { readonly kiosk: string; readonly key: string }): Promise<number> {
  if (!isKioskId(kiosk)) return complain(`--kiosk: ${JSON.stringify(kiosk)} cannot name a kiosk`, 2);
  const parsed: unknown = JSON.parse(await readFile(file, "utf8"));
  // A bare JWK, or the public form that `tram keys new --public` writes around one.
  const jwk: unknown = typeof parsed === "object" && parsed !== null && "jwk" in parsed ? parsed.jwk : parsed;
  if (typeof jwk !== "object" || jwk === null) return complain(`--key: ${file} is no JWK`, 1);
  if ("d" in jwk) return complain(`--key: ${file} is a private key; it never leaves the kiosk, take its public part`, 1);
  const key = importJwk(jwk);
  if (!key) return complain(`--key: ${file} is no public Ed25519 or P-256 key`, 1);
  return await enrolKey(kiosk, key, options);
}

/** The request is signed by the key in it: nobody enrols a key that he does not hold. Who stands behind it, people must know. */
async function enrolByRequest(file: string, options: CommonOptions): Promise<number> {
  const request = readEnrolment(Buffer.from(await readInput(file, MAX_ENROLMENT_CHARACTERS)).toString("latin1"));
  if (!request) return complain(`--request: ${file} is no request for enrolment, or it was changed`, 1);
  // Told apart by telephone, where the request came by a way that others could use.
  const fingerprint = fingerprintOf("device", Buffer.from(keyThumbprint(request.key), "base64url"));
  return await enrolKey(request.kiosk, request.key, options, fingerprint);
}

async function enrolKey(kiosk: string, key: PublicKey, options: CommonOptions, fingerprint?: string): Promise<number> {
  const ledger = await openLedger(options.data);
  const outcome = await ledger.enrol(kiosk, publicJwkOf(key), systemClock.now());
  await ledger.close();
  if (outcome === "other-key") {
    const { servicePoint, generation } = deviceOf(kiosk);
    const next = nameOf({ servicePoint, generation: generation + 1 }) ?? "a new name";
    return complain(
      `${kiosk} is enrolled with another key, which is never replaced; enrol the new device as ${next} (tram provision restore)`,
      1,
    );
  }
  const keyId = keyThumbprint(key);
  const text = `${kiosk} ${outcome === "enrolled" ? "" : "was already "}enrolled${fingerprint === undefined ? "" : `; device fingerprint ${fingerprint}`}`;
  say(options, { event: outcome, kiosk, keyId, ...(fingerprint !== undefined && { deviceFingerprint: fingerprint }) }, text);
  return 0;
}

async function openLedger(folder: string): Promise<Ledger> {
  await nodeFileSystem.makeFolder(folder);
  return openSqliteLedger(join(folder, "ledger.sqlite"));
}
