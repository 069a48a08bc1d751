import { expect, test } from "vitest";
import { openDemoIssuer } from "../../src/demo/demo-issuer.ts";
import type { Register } from "../../src/demo/issuer-register.ts";
import { makeSamples } from "../../src/demo/samples.ts";
import type { KeptFile } from "../../src/ports.ts";
import { AT } from "../support/credential-maker.ts";
import { newIssuerKey } from "../support/issuer-keys.ts";
import { memoryFile } from "../support/issuer-server.ts";

const [ISSUER, STRANGER] = [newIssuerKey(), newIssuerKey()];

async function open(file: KeptFile = memoryFile(), now = AT) {
  const published: Register[] = [];
  let isBroken = false;
  const issuer = await openDemoIssuer({
    file,
    now,
    samples: (nextIndex) => makeSamples(ISSUER, STRANGER, now, nextIndex),
    async publish(register) {
      if (isBroken) throw new Error("no disk");
      published.push(register);
      return { version: published.length, sequence: published.length, publishedAt: now, expiresAt: now + 1, listBytes: 1 };
    },
  });
  const breakDisk = (broken: boolean) => {
    isBroken = broken;
  };
  return { issuer, published, breakDisk };
}

test("it begins with its samples, one revoked, one suspended, and publishes them", async () => {
  const { issuer, published } = await open();
  expect(issuer.credentials.map(({ standing }) => standing).toSorted()).toEqual([
    "revoked",
    "suspended",
    ...Array.from({ length: issuer.credentials.length - 2 }, () => "valid"),
  ]);
  expect(published).toHaveLength(1);
  expect(issuer.codes.length).toBeGreaterThan(issuer.credentials.length);
});

test("a change is published before it is answered, and outlasts a restart", async () => {
  const file = memoryFile();
  const { issuer, published } = await open(file);
  const [first] = issuer.credentials;
  if (!first) throw new Error("no sample");
  expect(await issuer.change({ credential: first.credential, standing: "revoked" })).toBe(true);
  expect(published.at(-1)?.listed[0]?.standing).toBe("revoked");
  const again = await open(file, AT + 10);
  expect(again.published[0]?.former.map(({ credential }) => credential)).toContain(first.credential);
});

test("changes at the same moment are made one after another, and none is lost", async () => {
  const { issuer, published } = await open();
  const changes = issuer.credentials.map(({ credential }) => issuer.change({ credential, standing: "suspended" }));
  expect(new Set(await Promise.all(changes))).toEqual(new Set([true]));
  expect(new Set(issuer.credentials.map(({ standing }) => standing))).toEqual(new Set(["suspended"]));
  expect(published).toHaveLength(changes.length + 1);
});

test("a publication that fails says so, and the next one carries the change", async () => {
  const { issuer, published, breakDisk } = await open();
  const credential = issuer.credentials[0]?.credential ?? "";
  breakDisk(true);
  await expect(issuer.change({ credential, standing: "revoked" })).rejects.toThrow("no disk");
  breakDisk(false);
  await issuer.publish();
  expect(published.at(-1)?.listed[0]?.standing).toBe("revoked");
});

test("a damaged register stops it: credentials that it revoked would be good again", async () => {
  await expect(open(memoryFile(Buffer.from("{")))).rejects.toThrow(/register is damaged/);
});
