import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { importPrivateJwk } from "../../src/core/signature.ts";
import type { TrustList } from "../../src/core/trust.ts";
import { sealTrustBundle } from "../../src/core/trust-bundle.ts";
import { openTrustStore } from "../../src/kiosk/trust-store.ts";
import type { KeptFile } from "../../src/ports.ts";

const imported = importPrivateJwk(generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" }));
if (!imported) throw new Error("no key");
const root = imported;
const listOf = (version: number): TrustList => ({ version, issuedAt: 1_800_000_000, expiresAt: 1_900_000_000, issuers: [] });
const bundleOf = (version: number) => sealTrustBundle(listOf(version), root.handle);

/** A kiosk's disk, and what it was told of. */
function disk() {
  const kept: { bytes: Uint8Array | undefined; floor: number; problems: string[] } = { bytes: undefined, floor: 0, problems: [] };
  const file: KeptFile = {
    read: async () => kept.bytes,
    replace: async (bytes) => {
      kept.bytes = bytes;
    },
  };
  const open = () =>
    openTrustStore({
      file,
      floor: {
        get version() {
          return kept.floor;
        },
        raise: async (version) => {
          kept.floor = version;
        },
      },
      rootKeys: [root.publicKey],
      demo: false,
      onProblem: (event, facts) => kept.problems.push(`${event}: ${String(facts["refusal"])}`),
    });
  return { kept, open };
}

test("a kiosk on its first day has no trust material, and says so by having none", async () => {
  const store = await disk().open();
  expect(store.current()).toBeUndefined();
  expect(store.version).toBe(0);
});

test("a list that was taken over is there after a restart", async () => {
  const { open } = disk();
  await (await open()).take(listOf(7), bundleOf(7));
  const store = await open();
  expect(store.current()).toMatchObject({ version: 7 });
  expect(store.version).toBe(7);
});

test("an older list put on the disk is refused, because the floor is kept apart from it", async () => {
  const { kept, open } = disk();
  await (await open()).take(listOf(7), bundleOf(7));
  kept.bytes = bundleOf(6);
  const store = await open();
  expect(store.current()).toBeUndefined();
  expect(kept.problems).toEqual(["kept trust bundle refused: rollback"]);
});

test("losing the list does not lose the floor", async () => {
  const { kept, open } = disk();
  await (await open()).take(listOf(7), bundleOf(7));
  kept.bytes = undefined;
  expect((await open()).version).toBe(7);
});

test("a list signed by somebody else is refused at start", async () => {
  const { kept, open } = disk();
  kept.bytes = sealTrustBundle(listOf(9), generateKeyPairSync("ed25519").privateKey);
  expect((await open()).current()).toBeUndefined();
  expect(kept.problems).toEqual(["kept trust bundle refused: signature"]);
});
