import { mkdir, writeFile } from "node:fs/promises";
import { displayJson, displayText } from "../core/display-text.ts";
import { keyThumbprint, publicJwkOf } from "../core/http-signature.ts";
import type { PrivateKey } from "../core/signature.ts";
import type { EpochSeconds } from "../core/time.ts";
import { TRUST_REFUSALS } from "../core/trust-refusal.ts";
import { readInput } from "../drivers/input-file.ts";
import { newPrivateJwk } from "../drivers/key-generator.ts";
import { askWithoutEcho, readPassphrase } from "../drivers/passphrase.ts";
import { writeQr } from "../drivers/qr-writer.ts";
import { lookAtRepository } from "../drivers/repository-look.ts";
import { findRepository } from "../drivers/repository-place.ts";
import { readKeyFile, writeSealedKey } from "../drivers/sealed-key.ts";
import { provisionParts } from "./provision-machine-assembly.ts";
import { makePackage, type PublishedGroups } from "./provision-make.ts";
import type { KeyCommand, MakeCommand } from "./provision-options.ts";
import { complain, EXIT_DONE, EXIT_USAGE } from "./provision-texts.ts";

/** Largest file of settings or root, in bytes. */
const MAX_INPUT_BYTES = 1024 * 1024;

const err = (text: string) => void process.stderr.write(text);
const out = (text: string) => void process.stdout.write(text);

/** `tram provision key`: a sealed key, and its public part for the trust list. Resolves to the exit code. */
export async function makeKey({ out: file, passphraseFile, json = false }: KeyCommand): Promise<number> {
  const passphrase = await askNewPassphrase("Mật khẩu mới cho khoá / new passphrase for the key: ", passphraseFile);
  if (!passphrase) return complain(err, "cần mật khẩu để niêm phong khoá", "a passphrase is needed to seal the key", EXIT_USAGE);
  const key = await writeSealedKey(file, newPrivateJwk("EdDSA"), passphrase);
  if (key === "exists") return complain(err, `${file} đã có; chọn tên khác`, `${file} exists; choose another name`);
  const kid = keyThumbprint(key.publicKey);
  await writeFile(`${file}.pub`, `${JSON.stringify({ kid, jwk: publicJwkOf(key.publicKey) }, undefined, 2)}\n`);
  if (json) out(`${displayJson({ event: "key", kid, out: file, public: `${file}.pub` })}\n`);
  else {
    const lines = [`khoá niêm phong / sealed key: ${file} (0600)`, `khoá công khai / public key: ${file}.pub`, `kid: ${kid}`];
    out(`${lines.map(displayText).join("\n")}\n`);
  }
  return EXIT_DONE;
}

/** `tram provision make`, with the key opened. Resolves to the exit code. */
export async function makeSealed({ key: file, passphraseFile, validFor, ...options }: MakeCommand): Promise<number> {
  const key = await openKey(file, passphraseFile);
  if (typeof key === "number") return key;
  const { now, isRoot } = provisionParts();
  return await makePackage({ ...options, validForSeconds: validFor }, key, {
    now,
    isRoot,
    out,
    err,
    readInput: (input) => readInput(input, MAX_INPUT_BYTES),
    groups: (repository, root) => groupsIn(repository, root, now()),
    // Scale 4 is 0.34 mm a module at 300 dots an inch; the sheet has the SVG, which is as large as the paper.
    drawQr: (text) => writeQr(text, { scale: 4 }),
    makeFolder: async (folder) => void (await mkdir(folder, { recursive: true })),
    writeOutput: (name, contents) => writeFile(name, contents),
  });
}

async function groupsIn(named: string, root: Uint8Array, at: EpochSeconds): Promise<PublishedGroups> {
  const found = await findRepository(named);
  if (!found.ok) return { ok: false, why: found.problem };
  const looked = await lookAtRepository(found.folder, root, at);
  if (looked.ok) return { ok: true, names: Object.keys(looked.value.groups.groups) };
  const { vi, en } = TRUST_REFUSALS[looked.refusal].detail;
  return { ok: false, why: { vi: `${named}: ${vi} (${looked.refusal})`, en: `${named}: ${en} (${looked.refusal})` } };
}

/** The key, or the exit code where the person has been told why there is none. */
async function openKey(file: string, passphraseFile: string | undefined): Promise<PrivateKey | number> {
  const read = await readKeyFile(file);
  if (read.kind === "ready") return read.key;
  if (read.kind === "unusable") {
    return complain(
      err,
      `không dùng được khoá ${file} (${read.detail}); tạo khoá: tram provision key`,
      `the key ${file} cannot be used: ${read.detail}; make one: tram provision key`,
      EXIT_USAGE,
    );
  }
  const passphrase = await askPassphrase(`Mật khẩu của ${file} / passphrase: `, passphraseFile);
  const key = passphrase === undefined ? undefined : await read.open(passphrase);
  if (key === "damaged") return complain(err, `${file} bị hỏng; lấy bản sao lưu`, `${file} is damaged; take it from the backup`);
  return key ?? complain(err, `mật khẩu không mở được ${file}`, `the passphrase does not open ${file}`);
}

/** The passphrase in a file, or typed on the terminal; undefined where there is neither. */
export async function askPassphrase(question: string, file: string | undefined): Promise<string | undefined> {
  const passphrase = file === undefined ? await askWithoutEcho(question) : await readPassphrase(file);
  return passphrase === "" ? undefined : passphrase;
}

/** A new passphrase: typed twice, because what is sealed under a slip of the finger is lost. */
export async function askNewPassphrase(question: string, file: string | undefined): Promise<string | undefined> {
  for (;;) {
    const first = await askPassphrase(question, file);
    if (file !== undefined || first === undefined) return first;
    if ((await askPassphrase("Gõ lại / once more: ", undefined)) === first) return first;
    complain(err, "hai lần gõ khác nhau, làm lại", "the two differ, once again");
  }
}
