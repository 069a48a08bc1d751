import { join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { applyDelta } from "../../src/core/revocation/delta.ts";
import type { RevocationList } from "../../src/core/revocation/list.ts";
import { type StatusPublication, statusPublication } from "../../src/drivers/status-publication.ts";
import { publishTargets, readPublished } from "../../src/drivers/trust-repository.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { beginRepository, LIFETIMES, newPublisher } from "../support/tuf-publisher.ts";

const NOW = 1_800_000_000;
const root = temporaryFolder();
const publisher = newPublisher();
let count = 0;
let repository: string;
beforeEach(async () => {
  repository = join(root, `repository-${++count}`);
  await beginRepository(repository, publisher, NOW);
});

const places = (...revoked: readonly number[]): RevocationList => ({
  kind: "token-status",
  name: "https://issuer.example/1",
  bits: 1,
  size: 1000,
  values: new Map(revoked.length === 0 ? [] : [[1, Uint32Array.from(revoked)]]),
});

async function publish(lists: readonly RevocationList[], shards = 2): Promise<StatusPublication> {
  const status = await statusPublication(repository, await readPublished(repository), lists, shards);
  await publishTargets(repository, publisher, { targets: status.targets, now: NOW, lifetimes: LIFETIMES });
  return status;
}
const shardsOf = ({ targets }: StatusPublication): readonly Uint8Array[] =>
  [...targets].flatMap(([name, target]) => (/^status-\d\d\.bin$/.test(name) && "bytes" in target ? [target.bytes] : []));
const bytesOf = ({ targets }: StatusPublication, name: string): Uint8Array => {
  const target = targets.get(name);
  if (!target || !("bytes" in target)) throw new Error(`no ${name}`);
  return target.bytes;
};

test("the first publication has sequence 1, all shards and no delta", async () => {
  const first = await publish([places(5)]);
  expect([...first.targets.keys()]).toEqual(["status-00.bin", "status-01.bin"]);
  expect(first).toMatchObject({ sequence: 1 });
  expect(first.deltaBytes).toBeUndefined();
});

test("a change adds one to the sequence, and its delta leads from the shards before to these, to the byte", async () => {
  const first = await publish([places(5)]);
  const second = await publish([places(5, 9)]);
  expect(second.sequence).toBe(2);
  const delta = bytesOf(second, "status-delta-2.bin");
  expect(second.deltaBytes).toBe(delta.length);
  expect(applyDelta(shardsOf(first), delta)).toEqual(shardsOf(second));
});

test("the same lists again keep their sequence and their delta", async () => {
  await publish([places(5)]);
  const second = await publish([places()]);
  const third = await publish([places()]);
  expect(third).toMatchObject({ sequence: 2, deltaBytes: second.deltaBytes });
  expect([...third.targets.keys()]).toEqual([...second.targets.keys()]);
});

test("the last thirty deltas stay", async () => {
  let last = await publish([places(0)]);
  for (let at = 1; at < 34; at++) last = await publish([places(at)]);
  const deltas = [...last.targets.keys()].filter((name) => name.includes("delta"));
  expect(deltas.length).toBe(30);
  expect(deltas).toContain("status-delta-34.bin");
  expect(deltas).toContain("status-delta-5.bin");
  expect(deltas).not.toContain("status-delta-4.bin");
});

test("another number of files has no delta: there is no way from the old ones to the new ones", async () => {
  await publish([places(5)]);
  const second = await publish([places(5)], 3);
  expect(second.sequence).toBe(2);
  expect(second.deltaBytes).toBeUndefined();
});
