// Repositories as other tools of The Update Framework make them. What keeps to docs/protocol.md is taken, whoever has made it; the public ones
// that we know do not, and are refused by name.
import { createPublicKey } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { PrivateKey } from "../../src/core/signature.ts";
import { outcomeOf, TufKiosk } from "../support/tuf-kiosk.ts";
import { emptyList, newSigner, type SimulatedRole, sha256Hex, TufSimulator } from "../support/tuf-simulator.ts";

const ROLES: readonly SimulatedRole[] = ["root", "timestamp", "snapshot", "targets"];

/** Writes files as python-tuf and tuf-on-ci do: indented by one, members in order, the signatures first. */
class PythonTool extends TufSimulator {
  override serve(role: SimulatedRole, bytes: Uint8Array): void {
    super.serve(role, Buffer.from(JSON.stringify(inOrder(JSON.parse(String(Buffer.from(bytes)))), undefined, 1)));
  }
}

/** As go-tuf does: by tabs, `signed` first, a line break at the end. */
class GoTool extends TufSimulator {
  override serve(role: SimulatedRole, bytes: Uint8Array): void {
    const { signed, signatures } = JSON.parse(String(Buffer.from(bytes)));
    super.serve(role, Buffer.from(`${JSON.stringify({ signed, signatures }, undefined, "\t")}\n`));
  }
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, inOrder(member)]));
}

/** A publisher begun anew with keys of this kind, after the root has been changed. */
function begun(
  publisher: TufSimulator,
  signer: () => PrivateKey,
  change: (publisher: TufSimulator) => void = () => undefined,
): TufSimulator {
  publisher.signed.root.keys = {};
  for (const role of ROLES) publisher.useKeys(role, [signer()], 1);
  change(publisher);
  publisher.publish("root", { bump: false });
  publisher.publishAll();
  return publisher;
}

/** What a kiosk with this publisher's root makes of it, and what it holds afterwards. */
async function takenFrom(publisher: TufSimulator) {
  const kiosk = new TufKiosk(publisher.anchor);
  const outcome = outcomeOf(await kiosk.takeFrom(publisher));
  const found = await kiosk.restart();
  return { kiosk, outcome, held: typeof found === "object" ? found : undefined };
}

describe.each<[string, () => TufSimulator]>([
  ["python-tuf", () => new PythonTool()],
  ["go-tuf", () => new GoTool()],
])("a repository in the handwriting of %s", (_name, tool) => {
  test.each(["EdDSA", "ES256"] as const)("with keys for %s is taken, and its next version and root", async (algorithm) => {
    const publisher = begun(tool(), () => newSigner(algorithm));
    const { kiosk, outcome } = await takenFrom(publisher);
    expect(outcome).toBe("updated");
    publisher.signers.root.push(newSigner(algorithm));
    publisher.useKeys("root", publisher.signers.root, 1);
    publisher.publish("root");
    publisher.publishList(emptyList(2));
    expect(outcomeOf(await kiosk.takeFrom(publisher))).toBe("updated");
    expect(await kiosk.restart()).toMatchObject({ root: 2, targets: 3 });
  });

  test("with members that only it understands is taken", async () => {
    const publisher = begun(tool(), newSigner, ({ signed: { root, targets, timestamp } }) => {
      root["x-tuf-on-ci-expiry-period"] = 365;
      root.roles.timestamp["x-tuf-on-ci-signing-period"] = 6;
      for (const key of Object.values(root.keys) as Record<string, unknown>[]) {
        key["x-tuf-on-ci-keyowner"] = '@người giữ khóa "một" \\ 1';
        key["keyid_hash_algorithms"] = ["sha256", "sha512"];
      }
      targets.delegations = { keys: {}, roles: [] };
      timestamp["x-note"] = { nested: [1, true, null, "ă"] };
    });
    expect(await takenFrom(publisher)).toMatchObject({ outcome: "updated", held: { root: 1 } });
  });

  test("with other hashes beside SHA-256 is taken, where they are right", async () => {
    const publisher = begun(tool(), newSigner);
    for (const target of Object.values(publisher.signed.targets.targets) as { hashes: Record<string, string> }[])
      target.hashes["sha512"] = "ab".repeat(64);
    publisher.publishAll();
    expect((await takenFrom(publisher)).outcome).toBe("updated");
    publisher.signed.snapshot.meta["targets.json"].hashes["sha512"] = "ab".repeat(64);
    publisher.publish("snapshot", { bump: false });
    publisher.describeAnew("snapshot");
    // The library's judgement: a kiosk believes nothing on which its two readers disagree.
    expect((await takenFrom(publisher)).outcome).toBe("mix-and-match");
  });

  test("whose root lists keys of other kinds, which no threshold needs, is taken", async () => {
    const publisher = begun(tool(), newSigner, ({ signed: { root } }) => {
      const kinds = [
        ["rsa", "rsassa-pss-sha256"],
        ["ecdsa", "ecdsa-sha2-nistp384"],
        ["sphincs", "sphincs-shake-128s"],
        ["webauthn", "webauthn"],
      ] as const;
      for (const [index, [keytype, scheme]] of kinds.entries()) {
        const name = String(index).repeat(64);
        root.keys[name] = { keytype, scheme, keyval: { public: "whatever this kind writes" } };
        for (const role of ROLES) root.roles[role].keyids.push(name);
      }
      // A name in a role that no key has, as tools leave it when a key is taken away.
      root.roles.targets.keyids.push("9".repeat(64));
    });
    expect((await takenFrom(publisher)).outcome).toBe("updated");
  });

  test("whose keys have names of another kind than a hash is taken: a name is a name (TUF §4.2)", async () => {
    const publisher = begun(tool(), newSigner);
    const rename = (keyid: string) => `Key ${sha256Hex(Buffer.from(keyid)).toUpperCase()}`;
    const { root } = publisher.signed;
    root.keys = Object.fromEntries(Object.entries(root.keys).map(([keyid, key]) => [rename(keyid), key]));
    for (const role of ROLES) root.roles[role].keyids = root.roles[role].keyids.map(rename);
    const serve = publisher.serve.bind(publisher);
    publisher.serve = (role, bytes) => {
      const file = JSON.parse(String(Buffer.from(bytes)));
      for (const signature of file.signatures) signature.keyid = rename(signature.keyid);
      serve(role, Buffer.from(JSON.stringify(file)));
    };
    publisher.publish("root", { bump: false });
    publisher.publishAll();
    expect((await takenFrom(publisher)).outcome).toBe("updated");
  });
});

describe("what a public repository has and a kiosk does not take:", () => {
  const spoilt = (change: (publisher: TufSimulator) => void, signer: () => PrivateKey = newSigner) =>
    takenFrom(begun(new PythonTool(), signer, change));
  const refused = { outcome: "malformed", held: undefined };

  test("no time of issue in the timestamp (all of them)", async () => {
    expect(await spoilt(({ signed }) => delete signed.timestamp.issued)).toMatchObject(refused);
  });

  test.each(["length", "hashes"])("no %s of snapshot or targets (tuf-on-ci, newer go-tuf)", async (member) => {
    const publisher = begun(new PythonTool(), () => newSigner("ES256"));
    delete publisher.signed.timestamp.meta["snapshot.json"][member];
    publisher.publish("timestamp", { bump: false });
    expect(await takenFrom(publisher)).toMatchObject(refused);
    delete publisher.signed.snapshot.meta["targets.json"][member];
    publisher.publish("snapshot", { bump: false });
    publisher.describeAnew("snapshot");
    expect(await takenFrom(publisher)).toMatchObject(refused);
  });

  test("a delegated role (tuf-on-ci's own example, Sigstore)", async () => {
    const role = { name: "delegatedrole", keyids: [], threshold: 1, terminating: true, paths: ["delegatedrole/*"] };
    expect(await spoilt(({ signed }) => Object.assign(signed.targets, { delegations: { keys: {}, roles: [role] } }))).toMatchObject(
      refused,
    );
    const bins = { keys: {}, succinct_roles: { keyids: [], threshold: 1, bit_length: 4, name_prefix: "bin" } };
    expect(await spoilt(({ signed }) => Object.assign(signed.targets, { delegations: bins }))).toMatchObject(refused);
    const both = { keys: {}, roles: [], succinct_roles: bins.succinct_roles };
    expect(await spoilt(({ signed }) => Object.assign(signed.targets, { delegations: both }))).toMatchObject(refused);
  });

  test("P-256 keys as bare points in hex, not as the PEM that TUF §4.2 says (old go-tuf)", async () => {
    const inHex = ({ signed: { root } }: TufSimulator) => {
      for (const key of Object.values(root.keys) as { keytype: string; scheme: string; keyval: { public: string } }[]) {
        const { x = "", y = "" } = createPublicKey(key.keyval.public).export({ format: "jwk" });
        key.keytype = key.scheme;
        key.keyval.public = `04${[x, y].map((part) => Buffer.from(part, "base64url").toString("hex")).join("")}`;
      }
    };
    expect(await spoilt(inHex, () => newSigner("ES256"))).toMatchObject(refused);
  });

  test("Ed25519 keys in capitals: one key has one spelling", async () => {
    const inCapitals = ({ signed: { root } }: TufSimulator) => {
      for (const key of Object.values(root.keys) as { keyval: { public: string } }[]) key.keyval.public = key.keyval.public.toUpperCase();
    };
    expect(await spoilt(inCapitals)).toMatchObject(refused);
  });

  test.each(["2030-01-01T00:00:00.000Z", "2030-01-01T00:00:00+00:00", "2030-01-01T07:00:00+07:00", "2030-01-01"])(
    "an end written as %s, not as TUF §4.2.1 says",
    async (expires) => {
      expect(await spoilt(({ signed }) => Object.assign(signed.root, { expires }))).toMatchObject(refused);
    },
  );

  test("file names without their versions (no consistent snapshots)", async () => {
    expect(await spoilt(({ signed }) => Object.assign(signed.root, { consistent_snapshot: false }))).toMatchObject(refused);
  });

  test("signatures by keys for RSA alone", async () => {
    const { outcome } = await spoilt(({ signed: { root } }) => {
      for (const key of Object.values(root.keys)) Object.assign(key as object, { keytype: "rsa", scheme: "rsassa-pss-sha256" });
    });
    expect(outcome).toBe("wrong-signature");
  });
});
