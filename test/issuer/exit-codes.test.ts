// One rule for every command but `tram verify`: 2 where the words are wrong or a file that they name is of no use, 1 where what was
// understood is refused or not possible, and both languages on standard error (docs/command-line.md).
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { afterCeremony, type PublisherWorld } from "../support/publisher-world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { tram } from "../support/tram-process.ts";

const ISSUER = "https://issuer.example";
const DID_NOT_UNDERSTAND = 2;
const REFUSED = 1;
const VIETNAMESE = /[\u00c0-\u1ef9]/;

/** Both languages, one a line, and every line says who speaks. */
function expectBothLanguages(err: string, name: RegExp): void {
  const lines = err.trimEnd().split("\n");
  expect(lines.length).toBeGreaterThanOrEqual(2);
  expect(lines[0]).toMatch(VIETNAMESE);
  expect(lines[0]).toMatch(name);
  expect(
    lines
      .slice(1)
      .some((line) => name.test(line) && /\b(the|is|no|not|there|unknown|cannot|required|missing|takes|have|needed)\b/.test(line)),
  ).toBe(true);
}

describe("tram trust", () => {
  let world: PublisherWorld;
  beforeAll(async () => {
    world = await afterCeremony(temporaryFolder());
    const { path } = world;
    writeFileSync(path("rubbish"), "neither key nor list nor policy");
    writeFileSync(path("short"), "short\n");
    writeFileSync(path("wrong"), "not the passphrase\n");
    mkdirSync(path("stick"));
    await world.json("issuer", "add", "--dir", path("pub"), "--issuer", ISSUER, "--types", "citizen");
  });

  // PUB, STICK and the names of files stand for paths in the world.
  test.each<readonly [number, string]>([
    [DID_NOT_UNDERSTAND, "nonsense"],
    [DID_NOT_UNDERSTAND, "publish --nonsense"],
    [DID_NOT_UNDERSTAND, "show --dir NOWHERE"],
    [DID_NOT_UNDERSTAND, "init --dir NEW --root-key a2.key"],
    [DID_NOT_UNDERSTAND, "init --dir NEW --root-key NOWHERE/a.key --root-key b2.key"],
    [DID_NOT_UNDERSTAND, "init --dir NEW --root-key a2.key --root-key a2.key --same-place"],
    [DID_NOT_UNDERSTAND, "init --dir NEW --root-key a2.key --root-key b2.key --same-place --new-passphrase-file NOWHERE"],
    [
      DID_NOT_UNDERSTAND,
      "init --dir NEW --root-key a2.key --root-key b2.key --same-place --new-passphrase-file pw --new-passphrase-file pw",
    ],
    [REFUSED, "init --dir PUB --root-key a2.key --root-key b2.key --same-place --new-passphrase-file pw"],
    [REFUSED, "init --dir NEW --root-key a2.key --root-key b2.key --new-passphrase-file pw"],
    [REFUSED, "init --dir NEW --root-key a.key --root-key b2.key --same-place --new-passphrase-file pw"],
    [REFUSED, "init --dir NEW --root-key a2.key --root-key b2.key --same-place --new-passphrase-file short"],
    [REFUSED, "init --dir NEW --root-key a2.key --root-key b2.key --same-place"],
    [DID_NOT_UNDERSTAND, "issuer add --dir PUB --issuer nothing --types citizen"],
    [REFUSED, `issuer add --dir PUB --issuer ${ISSUER} --types citizen`],
    [REFUSED, "issuer remove --dir PUB --issuer https://other.example"],
    [DID_NOT_UNDERSTAND, `key add --dir PUB --issuer ${ISSUER} NOWHERE`],
    [DID_NOT_UNDERSTAND, `key add --dir PUB --issuer ${ISSUER} rubbish`],
    [REFUSED, `key remove --dir PUB --issuer ${ISSUER} --kid none`],
    [DID_NOT_UNDERSTAND, "operator-key add --dir PUB --use time NOWHERE"],
    [DID_NOT_UNDERSTAND, "operator-key add --dir PUB --use time rubbish"],
    [REFUSED, "operator-key remove --dir PUB --kid none"],
    [DID_NOT_UNDERSTAND, "policy set --dir PUB --group wards rubbish"],
    [REFUSED, "policy remove --dir PUB --group wards"],
    [DID_NOT_UNDERSTAND, "revoke --dir PUB"],
    [DID_NOT_UNDERSTAND, "revoke --dir PUB --code NOWHERE"],
    [DID_NOT_UNDERSTAND, `revoke --dir PUB --issuer ${ISSUER} --credential 8d85838`],
    [DID_NOT_UNDERSTAND, "revoke --dir PUB --kid 0123 --hashed signature --hash 8d85838"],
    [REFUSED, "revoke --dir PUB --uri https://issuer.example/status/1 --index 1"],
    [DID_NOT_UNDERSTAND, "status import --dir PUB --kind rid NOWHERE"],
    [DID_NOT_UNDERSTAND, "update add --dir PUB NOWHERE"],
    [REFUSED, "update remove --dir PUB update-none"],
    [DID_NOT_UNDERSTAND, "rehearse --dir PUB --code NOWHERE"],
    [REFUSED, "rehearse --dir PUB --group wards"],
    [DID_NOT_UNDERSTAND, "rehearse --dir PUB --group wards --code NOWHERE"],
    [REFUSED, "refresh --dir PUB"],
    [REFUSED, "publish --dir PUB --passphrase-file pw"],
    [REFUSED, "publish --dir PUB --passphrase-file wrong --allow-empty"],
    [DID_NOT_UNDERSTAND, "publish --dir PUB --passphrase-file NOWHERE --allow-empty"],
    [REFUSED, "export --dir PUB --stick STICK"],
    [DID_NOT_UNDERSTAND, "verify --repository NOWHERE --root PUB/repository/metadata/1.root.json"],
    [DID_NOT_UNDERSTAND, "verify --repository PUB --root NOWHERE"],
    [DID_NOT_UNDERSTAND, "verify --repository PUB --root rubbish"],
    [REFUSED, "verify --repository PUB --root PUB/repository/metadata/1.root.json"],
    [REFUSED, "root drop --dir PUB"],
    [REFUSED, "root publish --dir PUB"],
    [DID_NOT_UNDERSTAND, "root publish --dir PUB --draft NOWHERE"],
    [DID_NOT_UNDERSTAND, "root sign --draft rubbish --key a.key"],
    [DID_NOT_UNDERSTAND, "root renew --dir PUB --key NOWHERE --passphrase-file pw"],
    [DID_NOT_UNDERSTAND, "root renew --dir PUB --key a.key --key a.key --passphrase-file pw"],
    [REFUSED, "root renew --dir PUB --key a.key --passphrase-file wrong"],
    [REFUSED, "root rotate --dir PUB --remove 00000000 --key a.key --passphrase-file pw"],
    [DID_NOT_UNDERSTAND, "root rotate --dir PUB --add rubbish --key a.key --passphrase-file pw"],
    [DID_NOT_UNDERSTAND, "root key --out NOWHERE/d.key --new-passphrase-file pw"],
    [REFUSED, "root key --out a.key --new-passphrase-file pw"],
  ])("%d: %s", async (code, words) => {
    const { path } = world;
    const names: Readonly<Record<string, string>> = { PUB: "pub", NEW: "new", STICK: "stick", NOWHERE: "nowhere" };
    const isPath = (word: string) => existsSync(path(word)) || /\.key$/.test(word) || word.split("/").some((name) => name in names);
    const placed = words.split(" ").map((word) => {
      if (word.startsWith("https:") || !isPath(word)) return word;
      return path(...word.split("/").map((name) => names[name] ?? name));
    });
    const finished = await world.run(...placed);
    expect({ err: finished.err, code: finished.code }).toMatchObject({ code });
    expectBothLanguages(finished.err, /^tram trust/);
    // What goes wrong leaves the publisher as it was.
    expect((await world.run("show", "--dir", path("pub"))).code).toBe(0);
    expect(existsSync(path("new"))).toBe(false);
  });
});

describe("the other commands", () => {
  const folder = temporaryFolder();
  beforeAll(async () => {
    writeFileSync(`${folder}/rubbish`, "nothing that any command could use");
    writeFileSync(`${folder}/kiosk.toml`, "id = 7\n");
    await tram(["keys", "new", "--issuer", ISSUER, "--out", "issuer.key", "--public", "issuer.pub"], { cwd: folder });
  });

  test.each<readonly [number, string]>([
    [DID_NOT_UNDERSTAND, "nonsense"],
    [DID_NOT_UNDERSTAND, "keys new --issuer nothing --out x.key"],
    [REFUSED, `keys new --issuer ${ISSUER} --out issuer.key`],
    [REFUSED, `keys new --issuer ${ISSUER} --out nowhere/x.key`],
    [DID_NOT_UNDERSTAND, "keys public nowhere"],
    [DID_NOT_UNDERSTAND, "keys fingerprint rubbish"],
    [DID_NOT_UNDERSTAND, "issue --type citizen --key nowhere --claim id=1"],
    [DID_NOT_UNDERSTAND, "issue --type citizen --key issuer.key --claim nonsense=1 --out card.txt"],
    [DID_NOT_UNDERSTAND, "decode"],
    [DID_NOT_UNDERSTAND, "kiosk --config nowhere"],
    [DID_NOT_UNDERSTAND, "kiosk --config kiosk.toml"],
    [DID_NOT_UNDERSTAND, "central"],
    [DID_NOT_UNDERSTAND, "central enrol --data central"],
    [DID_NOT_UNDERSTAND, "central enrol --data central --kiosk k --key nowhere"],
    [DID_NOT_UNDERSTAND, "central enrol --data central --kiosk k --key rubbish"],
    [DID_NOT_UNDERSTAND, "central enrol --data central --request rubbish"],
    [DID_NOT_UNDERSTAND, "central publish --data central --repository nowhere"],
    [DID_NOT_UNDERSTAND, "provision apply --config kiosk.toml --from nowhere"],
    [DID_NOT_UNDERSTAND, "provision backup --config nowhere --to ."],
    [DID_NOT_UNDERSTAND, "provision make --key nowhere --kiosk k --settings rubbish --root rubbish --out made"],
  ])("%d: tram %s", async (code, words) => {
    const { stderr, code: found } = await tram(words.split(" "), { cwd: folder });
    expect({ stderr, code: found }).toMatchObject({ code });
    expectBothLanguages(stderr, /^tram\b/);
  });
});
