import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { importPrivateJwk, type PrivateKey } from "../../src/core/signature.ts";
import { runCommands } from "../../src/drivers/command-line.ts";
import { lazyEyes } from "../../src/issuer/eyes-assembly.ts";
import { addTrustCommands } from "../../src/issuer/trust/command-line.ts";
import type { TrustParts } from "../../src/issuer/trust/parts.ts";
import { trustParts } from "../../src/issuer/trust-assembly.ts";

/** 2026-11-27, noon in Việt Nam. */
export const TODAY = 1_795_755_600;
export const DAY = 86_400;

/** A publisher on a real disk, with a clock of its own and seals that take no second. */
export interface PublisherWorld {
  readonly folder: string;
  /** Runs `tram trust …` in the folder; gives its exit code and what it said. */
  readonly run: (...words: readonly string[]) => Promise<{ readonly code: number; readonly out: string; readonly err: string }>;
  /** The same with --json. */
  readonly json: (...words: readonly string[]) => Promise<Record<string, unknown>>;
  readonly setClock: (at: number) => void;
  readonly path: (...names: readonly string[]) => string;
}

/** A world in this folder. `changes` replaces parts of it. */
export function publisherWorld(folder: string, changes: (parts: TrustParts) => Partial<TrustParts> = () => ({})): PublisherWorld {
  let now = TODAY;
  const path = (...names: readonly string[]) => join(folder, ...names);
  const run: PublisherWorld["run"] = async (...words) => {
    const [out, err]: [string[], string[]] = [[], []];
    const streams = { out: (text: string) => void out.push(text), err: (text: string) => void err.push(text) };
    const eyes = lazyEyes();
    const { findSymbols } = eyes;
    const real = trustParts({ clock: { now: () => now }, findSymbols, out: async (text) => streams.out(text), err: streams.err });
    const parts = { ...real, keys: { ...real.keys, ...QUICK_SEALS }, passphrases: { ...real.passphrases, ask: async () => undefined } };
    const code = await runCommands(
      ["trust", ...words],
      (program, act) => addTrustCommands(program, { ...parts, ...changes(parts) }, act),
      streams,
    ).finally(eyes.close);
    return { code, out: out.join(""), err: err.join("") };
  };
  return {
    folder,
    run,
    json: async (...words) => {
      const { code, out, err } = await run(...words, "--json");
      if (code !== 0) throw new Error(`exit ${code}: ${err}`);
      return JSON.parse(out);
    },
    setClock: (at) => {
      now = at;
    },
    path,
  };
}

/** A publisher after its ceremony: keys `a.key`, `b.key`, `c.key`, folder `pub`, passphrase in `pw`. */
export async function afterCeremony(folder: string, changes?: (parts: TrustParts) => Partial<TrustParts>): Promise<PublisherWorld> {
  const world = publisherWorld(folder, changes);
  const { path } = world;
  writeFileSync(path("pw"), `${PASSPHRASE}\n`);
  const keys = ["a.key", "b.key", "c.key"].flatMap((name) => ["--root-key", path(name)]);
  const { code, err } = await world.run("init", "--dir", path("pub"), ...keys, "--same-place", "--new-passphrase-file", path("pw"));
  if (code !== 0) throw new Error(err);
  return world;
}

const PASSPHRASE = "một hai ba bốn năm";

/** Seals of the same shape as the real ones, which cost a second each: drivers/sealed-key.test.ts is about those. */
const QUICK_SEALS: Pick<TrustParts["keys"], "writeSealed" | "read"> = {
  writeSealed: async (path, jwk, passphrase) => {
    try {
      writeFileSync(path, JSON.stringify({ passphrase, jwk }), { flag: "wx" });
    } catch {
      return "exists";
    }
    return keyOf(jwk);
  },
  read: async (path) => {
    let contents: { readonly passphrase?: string; readonly jwk?: object; readonly kty?: string };
    try {
      contents = JSON.parse(readFileSync(path, "utf8"));
    } catch (error) {
      return { kind: "unusable", detail: error instanceof Error ? error.message : "" };
    }
    const { jwk, passphrase } = contents;
    if (contents.kty !== undefined) return { kind: "ready", key: keyOf(contents) };
    return jwk
      ? { kind: "sealed", open: async (given) => (given === passphrase ? keyOf(jwk) : undefined) }
      : { kind: "unusable", detail: "no key" };
  },
};

function keyOf(jwk: object): PrivateKey {
  const key = importPrivateJwk(jwk);
  if (!key) throw new Error("no key");
  return key;
}
