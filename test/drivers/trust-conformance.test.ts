// The scenarios of the public tuf-conformance project (github.com/theupdateframework/tuf-conformance) that make sense for this kiosk, under
// their names there, written anew. Which do not, and where our answer differs on purpose: docs/decisions/0011-tuf.md.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { PrivateKey } from "../../src/core/signature.ts";
import { fetchFrom } from "../../src/drivers/trust-fetch.ts";
import { openFolderSource } from "../../src/drivers/trust-folder-source.ts";
import { outcomeOf, TufKiosk } from "../support/tuf-kiosk.ts";
import {
  emptyList,
  keyIdOf,
  NOW,
  newSigner,
  type SimulatedRole,
  sha256Hex,
  signedFile,
  TufSimulator,
  timeText,
} from "../support/tuf-simulator.ts";

const DAY = 86_400;
const FIRST = { root: 1, timestamp: 1, snapshot: 1, targets: 1 };
const PAST = timeText(NOW - DAY);

interface Pair {
  readonly publisher: TufSimulator;
  readonly kiosk: TufKiosk;
  /** Names of the files that the kiosk asked for in its last refresh, those of targets without their hash. */
  readonly asked: string[];
  /** What the publisher serves is taken, as far as it may be: `updated`, `unchanged`, or the refusal. */
  readonly refresh: () => Promise<string>;
}

function aPair(): Pair {
  const publisher = new TufSimulator();
  const kiosk = new TufKiosk(publisher.anchor);
  const asked: string[] = [];
  kiosk.fetch = async (task, signal) => {
    const source = openFolderSource(kiosk.stick, signal);
    asked.length = 0;
    const fetch: typeof source.fetch = (part, name, ...rest) => {
      asked.push(part === "metadata" ? name : name.slice(65));
      return source.fetch(part, name, ...rest);
    };
    return await fetchFrom({ ...source, fetch }, task);
  };
  return { publisher, kiosk, asked, refresh: async () => outcomeOf(await kiosk.takeFrom(publisher)) };
}

/** The same, where the kiosk holds the first publication. */
async function aRefreshedPair(): Promise<Pair> {
  const pair = aPair();
  expect(await pair.refresh()).toBe("updated");
  return pair;
}

const kept = (kiosk: TufKiosk) => JSON.parse(readFileSync(join(kiosk.folder, "metadata.json"), "utf8"));

describe("test_basic:", () => {
  test("test_basic_refresh_requests, test_basic_refresh_trusted_data", async () => {
    const { kiosk, asked } = await aRefreshedPair();
    expect(asked).toEqual(["2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json", "trust-list.json"]);
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("test_metadata_bytes_match: what is kept are the very bytes that were served", async () => {
    const { publisher, kiosk, refresh } = aPair();
    publisher.serve("timestamp", Buffer.concat([publisher.file("timestamp"), Buffer.from(" ")]));
    expect(await refresh()).toBe("updated");
    for (const role of ["timestamp", "snapshot", "targets"] as const)
      expect(kept(kiosk)[role]).toBe(Buffer.from(publisher.file(role)).toString());
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("test_invalid_initial_root: nothing is asked for", async () => {
    const { publisher, asked } = aPair();
    const root = JSON.parse(String(Buffer.from(publisher.anchor)));
    delete root.signed.version;
    const kiosk = new TufKiosk(Buffer.from(JSON.stringify(root)));
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("malformed");
    expect(asked).toEqual([]);
  });

  test("test_unsigned_initial_root: nothing is asked for", async () => {
    const { publisher, asked } = aPair();
    const root = JSON.parse(String(Buffer.from(publisher.anchor)));
    root.signatures[0].sig = "00".repeat(64);
    const kiosk = new TufKiosk(Buffer.from(JSON.stringify(root)));
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("wrong-signature");
    expect(asked).toEqual([]);
  });

  test.each<SimulatedRole>(["root", "timestamp", "snapshot", "targets"])("test_unsigned_metadata: %s", async (role) => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.signers[role] = [];
    if (role === "root") publisher.publish("root");
    else publisher.publishAll();
    expect(await refresh()).toBe("wrong-signature");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test.each<["root" | "snapshot" | "targets", string]>([
    ["root", "root-chain"],
    ["snapshot", "mix-and-match"],
    ["targets", "mix-and-match"],
  ])("test_url_and_metadata_version_mismatch: %s", async (role, refusal) => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.publish("root");
    publisher.publish("targets");
    publisher.updateSnapshot();
    // Version 3 under the name of version 2, rightly signed, and its length and hash rightly named.
    publisher.signed[role].version = 3;
    const bytes = signedFile(publisher.signed[role], publisher.signers[role]);
    publisher.signed[role].version = 2;
    publisher.serve(role, bytes);
    if (role !== "root") publisher.describeAnew(role);
    expect(await refresh()).toBe(refusal);
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test.each<[string, SimulatedRole, string]>([
    ["test_snapshot_404", "snapshot", "2.snapshot.json"],
    ["test_targets_404", "targets", "2.targets.json"],
    ["test_timestamp_404", "timestamp", "timestamp.json"],
  ])("%s: the old bundle stays", async (_name, role, name) => {
    const { publisher, kiosk, asked, refresh } = await aRefreshedPair();
    publisher.publishAll();
    publisher.served.delete(publisher.nameOf(role));
    expect(await refresh()).toBe("incomplete");
    expect(asked.at(-1)).toBe(name);
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("test_incorrect_metadata_type: a snapshot that could be a timestamp, signed by the timestamp's key", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    const { timestamp } = publisher.signed;
    const disguised = { ...timestamp, _type: "snapshot", version: 2 };
    publisher.serve("timestamp", signedFile(disguised, publisher.signers.timestamp));
    expect(await refresh()).toBe("malformed");
    publisher.serve("timestamp", signedFile({ ...disguised, _type: "timestamp" }, publisher.signers.timestamp));
    expect(await refresh()).toBe("updated");
    expect(await kiosk.restart()).toEqual({ ...FIRST, timestamp: 2 });
  });

  test("test_timestamp_content_changes: of two with one number the first counts", async () => {
    const { publisher, kiosk, asked, refresh } = await aRefreshedPair();
    publisher.signed.timestamp.meta["snapshot.json"].version = 100;
    publisher.publish("timestamp", { bump: false });
    expect(await refresh()).toBe("unchanged");
    expect(asked.at(-1)).toBe("timestamp.json");
    expect(JSON.parse(kept(kiosk).timestamp).signed.meta["snapshot.json"].version).toBe(1);
  });

  test("test_basic_metadata_hash_support", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.publish("targets");
    publisher.describesTruly = false;
    publisher.updateSnapshot();
    expect(await refresh()).toBe("mix-and-match");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("test_new_targets_version_mismatch: targets that no snapshot names are not asked for", async () => {
    const { publisher, asked, refresh } = await aRefreshedPair();
    publisher.publish("targets");
    expect(await refresh()).toBe("unchanged");
    expect(asked.at(-1)).toBe("timestamp.json");
  });

  test("test_custom_fields: what is not understood is signed all the same", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    const { root } = publisher.signed;
    root["custom-field"] = "value";
    root.keys[root.roles.root.keyids[0]]["extra-field"] = { a: 1, b: 2 };
    root.roles.root["another-field"] = "value";
    publisher.publish("root");
    expect(await refresh()).toBe("updated");
    expect(await kiosk.restart()).toEqual({ ...FIRST, root: 2 });
    root["custom-field"] = "another value, with the old signature";
    const unsigned = JSON.parse(String(Buffer.from(publisher.file("root"))));
    publisher.publish("root");
    publisher.serve("root", Buffer.from(JSON.stringify({ ...unsigned, signed: { ...root } })));
    expect(await refresh()).toBe("wrong-signature");
  });
});

describe("test_expiration:", () => {
  test("test_root_expired: the whole old bundle stays, root among it", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.publish("root");
    publisher.signed.root.expires = PAST;
    publisher.publish("root");
    publisher.publishAll();
    expect(await refresh()).toBe("freeze");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("an intermediate root may have expired (TUF §5.3.10 looks at the last one)", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.signed.root.expires = PAST;
    publisher.publish("root");
    publisher.signed.root.expires = timeText(NOW + 700 * DAY);
    publisher.publish("root");
    expect(await refresh()).toBe("updated");
    expect(await kiosk.restart()).toEqual({ ...FIRST, root: 3 });
  });

  test.each<[string, SimulatedRole]>([
    ["test_timestamp_expired", "timestamp"],
    ["test_snapshot_expired", "snapshot"],
    ["test_targets_expired", "targets"],
  ])("%s", async (_name, role) => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.signed[role].expires = PAST;
    if (role === "timestamp") publisher.signed.timestamp.issued = PAST;
    publisher.publishAll();
    expect(await refresh()).toBe("freeze");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("test_expired_metadata: held metadata that have expired are good enough to update from", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.signed.timestamp.expires = timeText(NOW + 90 * DAY);
    publisher.publishAll();
    kiosk.at = NOW + 50 * DAY;
    expect(await refresh()).toBe("updated");
    expect(await kiosk.restart()).toEqual({ root: 1, timestamp: 2, snapshot: 2, targets: 2 });
  });
});

describe("test_rollback:", () => {
  test("test_simple_snapshot_rollback", async () => {
    const { publisher, kiosk, asked, refresh } = await aRefreshedPair();
    publisher.updateSnapshot();
    expect(await refresh()).toBe("updated");
    publisher.signed.snapshot.version = 1;
    publisher.publish("snapshot", { bump: false });
    expect(await refresh()).toBe("unchanged");
    expect(asked.at(-1)).toBe("timestamp.json");
    expect(await kiosk.restart()).toMatchObject({ snapshot: 2 });
  });

  test("test_new_timestamp_version_rollback", async () => {
    const { publisher, kiosk, asked, refresh } = await aRefreshedPair();
    publisher.updateTimestamp();
    expect(await refresh()).toBe("updated");
    publisher.signed.timestamp.version = 1;
    publisher.publish("timestamp", { bump: false });
    expect(await refresh()).toBe("rollback");
    expect(asked.at(-1)).toBe("timestamp.json");
    expect(await kiosk.restart()).toMatchObject({ timestamp: 2 });
  });

  test("test_snapshot_rollback[with hashes]", async () => {
    const { publisher, kiosk, asked, refresh } = await aRefreshedPair();
    publisher.updateSnapshot();
    await refresh();
    publisher.signed.snapshot.version = 1;
    publisher.updateTimestamp();
    expect(await refresh()).toBe("rollback");
    expect(asked.at(-1)).toBe("timestamp.json");
    expect(await kiosk.restart()).toMatchObject({ timestamp: 2, snapshot: 2 });
  });

  test("test_targets_rollback[with hashes]", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.publishAll();
    await refresh();
    publisher.signed.targets.version = 1;
    publisher.updateSnapshot();
    expect(await refresh()).toBe("rollback");
    expect(await kiosk.restart()).toMatchObject({ snapshot: 2, targets: 2 });
  });

  test("test_new_snapshot_version_mismatch: a snapshot that the timestamp does not name", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.signed.timestamp.meta["snapshot.json"].version = 2;
    publisher.publish("timestamp");
    expect(await refresh()).toBe("incomplete");
    publisher.served.set("metadata/2.snapshot.json", publisher.file("snapshot"));
    expect(await refresh()).toBe("mix-and-match");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("test_new_timestamp_fast_forward_recovery", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.signed.timestamp.version = 99_998;
    publisher.publish("timestamp");
    expect(await refresh()).toBe("updated");
    kiosk.floor = { ...FIRST, timestamp: 99_999 };
    publisher.signed.timestamp.version = 1;
    publisher.publish("timestamp");
    expect(await refresh()).toBe("rollback");
    publisher.rotateKeys("timestamp");
    publisher.publish("root");
    publisher.publish("timestamp");
    expect(await refresh()).toBe("updated");
    expect(await kiosk.restart()).toEqual({ ...FIRST, root: 2, timestamp: 3 });
  });

  test("test_new_snapshot_fast_forward_recovery", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.signed.snapshot.version = 99_998;
    publisher.updateSnapshot();
    expect(await refresh()).toBe("updated");
    publisher.signed.snapshot.version = 1;
    publisher.updateSnapshot();
    expect(await refresh()).toBe("rollback");
    publisher.rotateKeys("snapshot");
    publisher.rotateKeys("timestamp");
    publisher.publish("root");
    publisher.updateSnapshot();
    expect(await refresh()).toBe("updated");
    expect(await kiosk.restart()).toMatchObject({ root: 2, snapshot: 3 });
  });

  test("test_new_targets_fast_forward_recovery", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.signed.targets.version = 99;
    publisher.publishAll();
    expect(await refresh()).toBe("updated");
    publisher.signed.targets.version = 1;
    publisher.publishAll();
    expect(await refresh()).toBe("rollback");
    publisher.rotateKeys("snapshot");
    publisher.publish("root");
    publisher.publishAll();
    expect(await refresh()).toBe("updated");
    expect(await kiosk.restart()).toMatchObject({ root: 2, targets: 3 });
  });

  test("a new root that replaces other keys lets no number begin anew", async () => {
    const { publisher, refresh } = await aRefreshedPair();
    publisher.signed.timestamp.version = 98;
    publisher.publish("timestamp");
    await refresh();
    publisher.rotateKeys("root");
    publisher.rotateKeys("targets");
    publisher.publish("root");
    publisher.signed.timestamp.version = 1;
    publisher.publishAll();
    expect(await refresh()).toBe("rollback");
  });
});

describe("test_keys:", () => {
  test("test_snapshot_has_too_few_keys, test_root_has_keys_but_not_snapshot: more signatures are demanded than there are", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    const keys = [newSigner(), newSigner(), newSigner(), newSigner(), newSigner()];
    publisher.useKeys("snapshot", keys, 6);
    publisher.publish("root");
    publisher.updateSnapshot();
    expect(await refresh()).toBe("too-few-signatures");
    publisher.signed.root.roles.snapshot.keyids.push(keyIdOf(newSigner())); // named, and not listed
    publisher.publish("root");
    publisher.updateSnapshot();
    expect(await refresh()).toBe("too-few-signatures");
    expect(await kiosk.restart()).toEqual(FIRST);
    publisher.useKeys("snapshot", keys, 5);
    publisher.publish("root");
    publisher.updateSnapshot();
    expect(await refresh()).toBe("updated");
  });

  test("test_snapshot_does_not_meet_threshold", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    publisher.useKeys("snapshot", [newSigner(), newSigner(), newSigner()], 3);
    publisher.publish("root");
    publisher.publishAll();
    expect(await refresh()).toBe("updated");
    publisher.signers.snapshot.pop();
    publisher.publishAll();
    expect(await refresh()).toBe("too-few-signatures");
    expect(await kiosk.restart()).toMatchObject({ root: 2, snapshot: 2 });
  });

  test("test_invalid_sig_in_valid_metadata: enough right signatures are enough, whatever stands beside them", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    const [first] = publisher.signers.timestamp;
    publisher.useKeys("timestamp", [...publisher.signers.timestamp, newSigner()], 1);
    publisher.publish("root");
    for (const sig of ["ab".repeat(64), "", "no hex", "AB".repeat(64)]) {
      publisher.updateTimestamp();
      const file = JSON.parse(String(Buffer.from(publisher.file("timestamp"))));
      const wrong = file.signatures.find(({ keyid }: { keyid: string }) => first && keyid === keyIdOf(first));
      wrong.sig = sig;
      publisher.serve("timestamp", Buffer.from(JSON.stringify(file)));
      expect([sig, await refresh()]).toEqual([sig, "updated"]);
    }
    expect(await kiosk.restart()).toMatchObject({ root: 2, timestamp: 5 });
  });

  test("test_deprecated_keyid_hash_algorithms, test_wrong_hashing_algorithm: a member of old specifications says nothing", async () => {
    const { publisher, refresh } = await aRefreshedPair();
    const [keyId = ""] = publisher.signed.root.roles.snapshot.keyids;
    for (const algorithms of [["md5"], "md5"]) {
      publisher.signed.root.keys[keyId].keyid_hash_algorithms = algorithms;
      publisher.publish("root");
      publisher.updateSnapshot();
      expect(await refresh()).toBe("updated");
    }
  });

  test("test_duplicate_keys: one key under many names signs once", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    const [key] = publisher.signers.snapshot;
    const { keys, roles } = publisher.signed.root;
    const [keyId = ""] = roles.snapshot.keyids;
    const others = ["a", "b", "c"].map((letter) => letter.repeat(64));
    for (const other of others) keys[other] = keys[keyId];
    roles.snapshot = { keyids: [keyId, ...others], threshold: 3 };
    publisher.publish("root");
    publisher.publish("targets");
    publisher.updateSnapshot();
    const file = JSON.parse(String(Buffer.from(publisher.file("snapshot"))));
    for (const other of others) file.signatures.push({ ...file.signatures[0], keyid: other });
    publisher.serve("snapshot", Buffer.from(JSON.stringify(file)));
    publisher.updateTimestamp();
    expect(key).toBeDefined();
    expect(await refresh()).toBe("too-few-signatures");
    expect(await kiosk.restart()).toEqual(FIRST);
  });

  test("test_duplicate_sig_keyids: a key named twice in a role, or two signatures under one name, are no metadata", async () => {
    const { publisher, refresh } = await aRefreshedPair();
    publisher.updateTimestamp();
    const file = JSON.parse(String(Buffer.from(publisher.file("timestamp"))));
    publisher.serve("timestamp", Buffer.from(JSON.stringify({ ...file, signatures: [...file.signatures, ...file.signatures] })));
    expect(await refresh()).toBe("malformed");
    publisher.signed.root.roles.snapshot.keyids.push(...publisher.signed.root.roles.snapshot.keyids);
    publisher.publish("root");
    expect(await refresh()).toBe("malformed");
  });

  test.each(["EdDSA", "ES256"] as const)(
    "test_keytype_and_scheme: a key of root for %s, and a signature that only looks right",
    async (algorithm) => {
      const { publisher, kiosk, refresh } = await aRefreshedPair();
      const added = newSigner(algorithm);
      publisher.useKeys("root", [...publisher.signers.root, added], 2);
      publisher.publish("root");
      expect(await refresh()).toBe("updated");
      publisher.publish("root");
      const file = JSON.parse(String(Buffer.from(publisher.file("root"))));
      const signature = file.signatures.find(({ keyid }: { keyid: string }) => keyid === keyIdOf(added));
      const other = JSON.parse(String(Buffer.from(signedFile({ version: 1 }, [added]))));
      signature.sig = other.signatures[0].sig;
      publisher.serve("root", Buffer.from(JSON.stringify(file)));
      expect(await refresh()).toBe("too-few-signatures");
      expect(await kiosk.restart()).toEqual({ ...FIRST, root: 2 });
    },
  );

  test("keytype and scheme: Ed25519 and P-256 sign, any other kind counts for nothing", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    const [p256, ed25519] = [newSigner("ES256"), newSigner()];
    publisher.useKeys("targets", [p256, ed25519], 2);
    publisher.signed.root.keys["f".repeat(64)] = { keytype: "rsa", scheme: "rsassa-pss-sha256", keyval: { public: "a PEM" } };
    publisher.signed.root.roles.targets.keyids.push("f".repeat(64));
    publisher.publish("root");
    publisher.publishAll();
    expect(await refresh()).toBe("updated");
    publisher.signers.targets = [p256];
    publisher.publishAll();
    expect(await refresh()).toBe("too-few-signatures");
    expect(await kiosk.restart()).toMatchObject({ root: 2, targets: 2 });
  });
});

interface RootVersion {
  readonly keys: readonly number[];
  readonly threshold: number;
  readonly sigs: readonly number[];
}
const root = (keys: readonly number[], threshold: number, sigs: readonly number[]): RootVersion => ({ keys, threshold, sigs });
const FIVE = [0, 1, 2, 3, 4];

describe("test_updater_key_rotations:", () => {
  const ROOTS: readonly (readonly [string, readonly RootVersion[], string])[] = [
    ["1-of-1-key-rotation", [root([1], 1, [1]), root([2], 1, [2, 1]), root([2], 1, [2])], "updated"],
    ["1-of-1-key-rotation-unused-signatures", [root([1], 1, [3, 1, 4]), root([2], 1, [3, 2, 1, 4]), root([2], 1, [3, 2, 4])], "updated"],
    [
      "3-of-5-sign-with-different-keycombos",
      [root(FIVE, 3, [0, 2, 4]), root(FIVE, 3, [0, 4, 1]), root(FIVE, 3, [0, 1, 3]), root(FIVE, 3, [0, 1, 3])],
      "updated",
    ],
    ["3-of-5-one-key-rotated", [root(FIVE, 3, [0, 2, 4]), root([0, 1, 3, 4, 5], 3, [0, 4, 1])], "updated"],
    [
      "3-of-5-one-key-rotated-with-intermediate-step",
      [root(FIVE, 3, [0, 2, 4]), root([0, 1, 3, 4, 5], 3, [0, 2, 4, 5]), root([0, 1, 3, 4, 5], 3, [0, 4, 5])],
      "updated",
    ],
    [
      "3-of-5-all-keys-rotated-with-intermediate-step",
      [root(FIVE, 3, [0, 2, 4]), root([5, 6, 7, 8, 9], 3, [0, 2, 4, 5, 6, 7]), root([5, 6, 7, 8, 9], 3, [5, 6, 7])],
      "updated",
    ],
    ["1-of-3-threshold-increase-to-2-of-3", [root([1, 2, 3], 1, [1]), root([1, 2, 3], 2, [1, 2])], "updated"],
    ["2-of-3-threshold-decrease-to-1-of-3", [root([1, 2, 3], 2, [1, 2]), root([1, 2, 3], 1, [1, 2]), root([1, 2, 3], 1, [1])], "updated"],
    ["1-of-2-threshold-increase-to-2-of-2", [root([1], 1, [1]), root([1, 2], 2, [1, 2])], "updated"],
    ["1-of-1-key-rotation-fail-not-signed-with-old-key", [root([1], 1, [1]), root([2], 1, [2, 3, 4])], "wrong-signature"],
    ["1-of-1-key-rotation-fail-not-signed-with-new-key", [root([1], 1, [1]), root([2], 1, [1, 3, 4])], "wrong-signature"],
    [
      "3-of-5-one-key-rotate-fails-not-signed-with-3-new-keys",
      [root(FIVE, 3, [0, 2, 4]), root([0, 1, 3, 4, 5], 3, [0, 2, 4])],
      "too-few-signatures",
    ],
    [
      "3-of-5-one-key-rotate-fails-not-signed-with-3-old-keys",
      [root(FIVE, 3, [0, 2, 4]), root([0, 1, 3, 4, 5], 3, [0, 4, 5])],
      "too-few-signatures",
    ],
    [
      "1-of-3-threshold-bump-to-2-of-3-fails-new-threshold-not-reached",
      [root([1, 2, 3], 1, [1]), root([1, 2, 3], 2, [2])],
      "too-few-signatures",
    ],
    [
      "2-of-3-threshold-decr-to-1-of-3-fails-old-threshold-not-eached",
      [root([1, 2, 3], 2, [1, 2]), root([1, 2, 3], 1, [1])],
      "too-few-signatures",
    ],
  ];

  test.each(ROOTS)("test_root_rotation: %s", async (_name, versions, outcome) => {
    const [publisher, keys] = [new TufSimulator(), Array.from({ length: 10 }, () => newSigner())];
    publisher.signed.root.version = 0;
    for (const version of versions) publishRoot(publisher, keys, "root", version);
    const kiosk = new TufKiosk(publisher.anchor);
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe(outcome);
    expect(await kiosk.restart()).toEqual(outcome === "updated" ? { ...FIRST, root: versions.length } : undefined);
  });

  const OTHERS: readonly (readonly [string, RootVersion, string])[] = [
    ["1-of-1-key-rotation", root([2], 1, [2]), "updated"],
    ["1-of-1-key-rotation-unused-signatures", root([1], 1, [3, 1, 4]), "updated"],
    ["1-of-1-key-rotation-fail-not-signed-with-new-key", root([2], 1, [1, 3, 4]), "wrong-signature"],
    ["3-of-5-one-key-signature-wrong-not-signed-with-3-expected-keys", root([0, 1, 3, 4, 5], 3, [0, 2, 4]), "too-few-signatures"],
    ["2-of-5-one-key-signature-mising-threshold-not-reached", root([0, 1, 3, 4, 5], 3, [0, 4]), "too-few-signatures"],
    ["3-of-5-sign-first-combo", root(FIVE, 3, [0, 2, 4]), "updated"],
    ["3-of-5-sign-second-combo", root(FIVE, 3, [0, 4, 1]), "updated"],
    ["3-of-5-sign-third-combo", root(FIVE, 3, [0, 1, 3]), "updated"],
    ["3-of-5-sign-fourth-combo", root(FIVE, 3, [1, 2, 3]), "updated"],
    ["3-of-5-sign-fifth-combo", root(FIVE, 3, [2, 3, 4]), "updated"],
  ];

  describe.each<SimulatedRole>(["timestamp", "snapshot", "targets"])("test_non_root_rotations: %s:", (role) => {
    test.each(OTHERS)("%s", async (_name, version, outcome) => {
      const { publisher, kiosk, refresh } = await aRefreshedPair();
      publishRoot(
        publisher,
        Array.from({ length: 10 }, () => newSigner()),
        role,
        version,
      );
      publisher.publishAll();
      expect(await refresh()).toBe(outcome);
      expect(await kiosk.restart()).toEqual(outcome === "updated" ? { root: 2, timestamp: 2, snapshot: 2, targets: 2 } : FIRST);
    });
  });

  function publishRoot(
    publisher: TufSimulator,
    keys: readonly PrivateKey[],
    role: SimulatedRole,
    { keys: named, threshold, sigs }: RootVersion,
  ) {
    const pick = (numbers: readonly number[]) => numbers.flatMap((number) => keys[number] ?? []);
    publisher.useKeys(role, pick(named), threshold);
    publisher.signers[role] = pick(sigs);
    publisher.publish("root");
  }
});

describe("test_file_download:", () => {
  test("test_client_downloads_expected_file, test_multiple_changes_to_target", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    for (let version = 2; version < 8; version++) {
      publisher.publishList(emptyList(version));
      if (version % 3 === 0) continue;
      expect(await refresh()).toBe("updated");
      const hash = sha256Hex(Buffer.from(JSON.stringify(emptyList(version))));
      expect(kiosk.kept()).toEqual([`${hash}.trust-list.json`, "metadata.json"]);
    }
  });

  test("test_repository_substitutes_target_file", async () => {
    const { publisher, kiosk, refresh } = await aRefreshedPair();
    const keptBefore = kiosk.kept();
    publisher.publishList(emptyList(2));
    for (const name of publisher.served.keys()) if (name.startsWith("targets/")) publisher.served.set(name, Buffer.from("malicious data"));
    expect(await refresh()).toBe("mix-and-match");
    expect(kiosk.kept()).toEqual(keptBefore);
  });

  test("test_client_downloads_expected_file_in_sub_dir: a name with a folder in it is no name for a target", async () => {
    const { publisher, refresh } = await aRefreshedPair();
    for (const name of ["path/to/a/target.txt", "../trust-list.json", "Trust-List.json", "."]) {
      publisher.signed.targets.targets = { ...publisher.signed.targets.targets, [name]: { length: 1, hashes: { sha256: "0".repeat(64) } } };
      publisher.publishAll();
      expect(await refresh()).toBe("malformed");
      delete publisher.signed.targets.targets[name];
    }
  });
});
