import { lstat, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Ledger } from "../central-ports.ts";
import type { Text } from "../core/text.ts";
import { refuse } from "../core/trust-refusal.ts";
import { journalsOnStick } from "../drivers/journal-stick.ts";
import { type TakeOver, takeOverRepository } from "../drivers/repository-take-over.ts";
import { STICK_FOLDER } from "../drivers/stick-folder.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { createIngest } from "./ingest.ts";
import { type CommonOptions, complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, say } from "./saying.ts";
import { importFromStick } from "./stick-import.ts";
import { importText } from "./stick-texts.ts";
import { witnessIn } from "./witness-assembly.ts";

/** `tram usb import --data`: takes journals from a stick, and leaves answers and the newest trust on it. Resolves to the exit code. */
export async function importStick(
  { from, ...options }: CommonOptions & { readonly from: string },
  openLedger: () => Promise<Ledger>,
): Promise<number> {
  const stick = await findStick("--from", from);
  if (typeof stick !== "string") return complain(stick, EXIT_USAGE);
  const ledger = await openLedger();
  try {
    const receive = createIngest({
      ledger,
      clock: systemClock,
      witness: witnessIn(options.data, (fault) => void complain(noWitness(fault), EXIT_REFUSED)),
      // Said below, with all else that is said of its kiosk.
      onContradiction: () => undefined,
    });
    const journals = journalsOnStick(stick);
    const taken = await importFromStick({ stick: journals, ledger, receive, rest: (ms) => delay(ms) });
    for (const kiosk of taken) say(options, { event: "imported", ...kiosk }, importText(kiosk));
    const hasKiosks = (await journals.kiosks()).length > 0;
    // A kiosk of which central had acknowledged everything leaves nothing but the answer.
    if (taken.length === 0 && hasKiosks) say(options, { event: "nothing" }, NOTHING_NEW);
    const isCarried = await writeTrust(stick, options);
    if (!hasKiosks) return complain(NO_JOURNALS, EXIT_REFUSED);
    const isWhole = taken.every(({ trouble, damaged, refused, unanswered }) => !trouble && !refused && !unanswered && damaged.length === 0);
    return isWhole && isCarried ? EXIT_DONE : EXIT_REFUSED;
  } finally {
    await ledger.close();
  }
}

/** `tram usb export --data`: writes the newest trust on a stick. Resolves to the exit code. */
export async function exportStick({ to, ...options }: CommonOptions & { readonly to: string }): Promise<number> {
  const stick = await findStick("--to", to);
  if (typeof stick !== "string") return complain(stick, EXIT_USAGE);
  if (!(await isFolder(options.data))) return complain(noFolder(options.data), EXIT_USAGE);
  if (!(await isFolder(join(options.data, "trust", "metadata")))) return complain(NO_TRUST, EXIT_REFUSED);
  return (await writeTrust(stick, options)) ? EXIT_DONE : EXIT_REFUSED;
}

/** False where it could not be written. One on the stick that is newer already is as good; a central that hands out none has none to give. */
async function writeTrust(stick: string, options: CommonOptions): Promise<boolean> {
  const trust = join(options.data, "trust");
  if (!(await isFolder(join(trust, "metadata")))) return true;
  const taken = await copyTrust(trust, join(stick, STICK_FOLDER));
  if (!taken.ok && taken.refusal !== "rollback") {
    const { refusal, detail } = taken;
    if (options.json) say(options, { event: "trust-refused", refusal, detail }, NOTHING);
    complain(
      {
        vi: `chưa chép được bộ tin cậy lên USB (${refusal}: ${detail})`,
        en: `the trust bundle was not written on the stick (${refusal}: ${detail})`,
      },
      EXIT_REFUSED,
    );
    return false;
  }
  const version = taken.ok ? taken.versions.timestamp : undefined;
  say(
    options,
    { event: "trust-written", ...(version === undefined ? { isNewerThere: true } : { version }) },
    version === undefined
      ? { vi: "USB đã có bộ tin cậy mới hơn", en: "the stick has a newer trust bundle already" }
      : { vi: `USB có bộ tin cậy phiên bản ${version}`, en: `the stick has trust bundle version ${version}` },
  );
  return true;
}

/** As a copy by hand: whatever the stick says, not what central hands out is at stake. */
async function copyTrust(from: string, to: string): Promise<TakeOver> {
  // Attack: a link that leads out of the stick, into a folder of this machine.
  for (const folder of [to, join(to, "metadata"), join(to, "targets")]) {
    if ((await lstat(folder).catch(() => undefined))?.isSymbolicLink()) return refuse("storage", `${folder} is a link`);
  }
  return await takeOverRepository(from, to, systemClock.now()).catch((error: unknown) => refuse("storage", String(error)));
}

/** The stick's own folder, also where its folder of journals was named. */
async function findStick(option: string, path: string): Promise<string | Text> {
  const stick = basename(path).startsWith("tram-") ? join(path, "..") : path;
  if (await isFolder(stick)) return stick;
  return { vi: `${option}: không thấy USB ở ${path}`, en: `${option}: there is no stick at ${path}` };
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (facts) => facts.isDirectory(),
    () => false,
  );
}

function noFolder(data: string): Text {
  return { vi: `--data: không có thư mục ${data}`, en: `--data: there is no folder ${data}` };
}

function noWitness(fault: string): Text {
  return {
    vi: `khoá làm chứng không dùng được (${fault}): máy sẽ còn giữ các mục này`,
    en: `the witness key cannot be used (${fault}): kiosks will go on keeping these entries`,
  };
}

const NOTHING: Text = { vi: "", en: "" };
const NO_JOURNALS: Text = {
  vi: "trên USB không có nhật ký nào (thư mục tram-journal)",
  en: "there is no journal on this stick (folder tram-journal)",
};
const NOTHING_NEW: Text = { vi: "trên USB không có mục mới nào", en: "there is nothing new on this stick" };
const NO_TRUST: Text = {
  vi: "trung tâm chưa phát bộ tin cậy nào: tram central publish trước",
  en: "central hands out no trust bundle yet: tram central publish first",
};
