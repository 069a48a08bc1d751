// A publication that is killed: the publisher's folder and what kiosks are offered are whole, and the next publication works.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { lookAtRepository } from "../../src/drivers/repository-look.ts";
import { afterCeremony, type PublisherWorld } from "../support/publisher-world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";

const TRAM = fileURLToPath(new URL("../../src/tram.ts", import.meta.url));
const ISSUER = "https://issuer.example";
const WORDS = ["trust", "publish", "--allow-empty", "--json"];

/** A publisher whose keys open by themselves, so that a process can be started and killed without anybody typing. */
async function openPublisher(): Promise<PublisherWorld> {
  const world = await afterCeremony(temporaryFolder());
  // Processes have the machine's clock.
  world.setClock(Date.now() / 1000);
  for (const name of readdirSync(world.path("pub", "keys"))) {
    const file = world.path("pub", "keys", name);
    writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, "utf8")).jwk));
  }
  await world.json("issuer", "add", "--dir", world.path("pub"), "--issuer", ISSUER, "--types", "citizen");
  expect(await tram(WORDS, { cwd: world.path("pub") })).toMatchObject({ code: 0 });
  return world;
}

/** Starts a publication and kills it as soon as the condition holds; says whether it was alive until then. */
async function killWhen(cwd: string, isTime: () => boolean): Promise<boolean> {
  const child = spawn(process.execPath, [TRAM, ...WORDS], { cwd, stdio: "ignore" });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on("close", (_, signal) => resolve(signal)));
  while (child.exitCode === null && !isTime()) await new Promise((resolve) => setImmediate(resolve));
  child.kill("SIGKILL");
  return (await ended) === "SIGKILL";
}

test("killed at every stage, a publication leaves one that kiosks take, and the next one follows", async () => {
  const world = await openPublisher();
  const { path } = world;
  const metadata = (name: string) => path("pub", "repository", "metadata", name);
  const root = readFileSync(metadata("1.root.json"));
  const version = () => JSON.parse(readFileSync(metadata("timestamp.json"), "utf8")).signed.version as number;
  let killed = 0;
  const stages: readonly (() => () => boolean)[] = [
    () => {
      const before = readdirSync(path("pub", "repository", "targets")).length;
      return () => readdirSync(path("pub", "repository", "targets")).length > before;
    },
    ...["targets.json", "snapshot.json", "snapshot.json.new"].map((name) => () => {
      const next =
        1 + Math.max(...readdirSync(path("pub", "repository", "metadata")).map((file) => Number(/^(\d+)\.snapshot/.exec(file)?.[1] ?? 0)));
      return () => existsSync(metadata(`${next}.${name}`)) || existsSync(metadata(`${next - 1}.${name}.new`));
    }),
    () => () => existsSync(metadata("timestamp.json.new")),
    () => {
      const before = version();
      return () => version() > before;
    },
  ];
  for (const [round, stage] of [...stages, ...stages].entries()) {
    await world.json("revoke", "--dir", path("pub"), "--issuer", ISSUER, "--credential", String(round).padStart(2, "0").repeat(32));
    const before = version();
    if (await killWhen(path("pub"), stage())) killed++;
    expect(await lookAtRepository(path("pub", "repository"), root, Date.now() / 1000)).toMatchObject({ ok: true });
    expect([before, before + 1]).toContain(version());
  }
  expect(killed).toBeGreaterThan(3);
  const { code, stdout } = await tram(WORDS, { cwd: path("pub") });
  expect(code).toBe(0);
  expect(JSON.parse(stdout).versions.timestamp).toBe(version());
  expect(await lookAtRepository(path("pub", "repository"), root, Date.now() / 1000)).toMatchObject({ ok: true });
  expect(await world.json("status", "show", "--dir", path("pub"))).toMatchObject({ lists: [{ entries: 12 }] });
}, 180_000);
