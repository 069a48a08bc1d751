import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { journalSigner, openCheckpoint } from "../core/checkpoint.ts";
import type { SetupView } from "../core/provisioning/setup-view.ts";
import { drawQr } from "../core/qr-drawing.ts";
import type { ScreenStatus } from "../core/screen.ts";
import type { PrivateKey } from "../core/signature.ts";
import { type SupportCheck, supportFileName, writeSupport } from "../core/support/bundle.ts";
import type { ResetAnswer, ResetView, ResetWish, WorkView } from "../core/technician-work.ts";
import type { Text } from "../core/text.ts";
import { TRUST_REFUSALS } from "../core/trust-refusal.ts";
import type { StickView } from "../core/view.ts";
import { countFiles, filesBelow, isEncrypted } from "../drivers/erasing.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";
import { journalStickFolder } from "../drivers/journal-stick.ts";
import { mountedFolders } from "../drivers/stick-folder.ts";
import { systemClock } from "../drivers/system-clock.ts";
import type { TechnicianWorkOptions } from "../drivers/technician-work-panel.ts";
import type { Journal, Source } from "../ports.ts";
import type { HeldTrust } from "../trust-ports.ts";
import { replaceOrOrder } from "./configuration-order-assembly.ts";
import type { Keeping } from "./keeping-assembly.ts";
import type { KioskRun } from "./kept-log-assembly.ts";
import { writeFileAnew } from "./out-file-assembly.ts";
import type { PinOrNoneTried } from "./pin-waits.ts";
import { provisionParts } from "./provision-machine-assembly.ts";
import { readBefore } from "./provision-plan.ts";
import { backUpKiosk, replacementParts } from "./provision-stick-assembly.ts";
import { inTheWay, type Unsent, unsentEntries } from "./reset.ts";
import { giveOrder } from "./reset-assembly.ts";
import { inTheWayText, RESET_TEXTS } from "./reset-texts.ts";
import { createSetup } from "./setup.ts";
import { supportJournal } from "./support.ts";
import { createTechnicianConfiguration } from "./technician-configuration.ts";
import { createTechnicianJobs, type OnProgress } from "./technician-jobs.ts";
import type { TrustRefresh } from "./trust-refresh.ts";
import type { TrustedClock } from "./trusted-clock.ts";

/** The folder of a stick that takes support bundles. */
const SUPPORT_FOLDER = "tram-support";
/** How often sticks are looked for while a configuration is read, in milliseconds. */
const LOOK_EVERY_MS = 1500;

/** What the running kiosk lends to its technician. */
export interface TechnicianWorkParts {
  readonly run: Pick<KioskRun, "file" | "bytes" | "config" | "log" | "lines">;
  readonly journal: Journal;
  readonly deviceKey: PrivateKey;
  readonly keeping: Pick<Keeping, "acknowledged" | "contradiction" | "isUncompared">;
  readonly carrier: { press(): void; status(): { readonly toCarry: number } } | undefined;
  readonly trust: { readonly vault: { held(): HeldTrust | undefined }; readonly clock: TrustedClock };
  readonly refresh: TrustRefresh;
  readonly status: () => ScreenStatus;
  readonly checks: () => readonly SupportCheck[];
  readonly confirm: (pin: string | undefined) => Promise<PinOrNoneTried>;
  readonly notify: (view: StickView) => void;
  readonly hasStaffPage: boolean;
  /** The kiosk shall stop: to start anew with another configuration, or to be deleted. */
  readonly onEnd: (why: "configured" | "reset") => void;
}

/** The technician's work on a kiosk that runs: its routes, and what has to pass by it. */
export interface TechnicianWork {
  readonly options: TechnicianWorkOptions;
  /** The sources, from which a configuration can be read. */
  before(sources: readonly Source[]): readonly Source[];
  /** Hears what the way of the journal onto a stick shows, and hands it on. */
  journalShown(view: StickView | undefined): StickView | undefined;
  close(): Promise<void>;
}

/** Puts it together. */
export function openTechnicianWork(parts: TechnicianWorkParts): TechnicianWork {
  const { run, trust, refresh } = parts;
  const { config, log } = run;
  const root = config.trust.sticks;
  const sticks = async () => (root === undefined ? [] : (await journalStickFolder(root, config.id).look()).map(({ path }) => path));
  const jobs = createTechnicianJobs({
    stick: async () => (await sticks())[0],
    write: {
      support: (stick) => writeSupportOn(stick, parts),
      backup: (stick, onProgress, secret) => backUpOn(stick, onProgress, secret, run),
    },
    writeJournal: parts.carrier && (() => parts.carrier?.press()),
    notify: parts.notify,
    clock: trust.clock,
    onFault: (error) => log.error(error, "stick"),
  });
  const configuration = createTechnicianConfiguration({
    begin: async (onView) => {
      let asks: string | undefined;
      const hear = (shown: SetupView) => {
        if (shown.kind === "review") asks = shown.asks;
        onView(shown);
      };
      const plain = { ...provisionParts(), out: () => undefined, err: () => undefined };
      const machine = replacementParts({ ...plain, replaceConfiguration: replaceOrOrder(config, plain, () => asks === "yes") });
      const before = await readBefore(run.file, machine);
      if (!before || before === "unusable") return undefined;
      const readers = () => parts.status().sources;
      const options = { config: run.file, data: config.data };
      return createSetup({ parts: machine, options, before, readers, monotonicMs: systemClock.monotonicMs, onView: hear });
    },
    sticks: async () => (root === undefined ? [] : await mountedFolders(root)),
    onApplied: () => parts.onEnd("configured"),
  });
  const looking = setInterval(() => void configuration.look().catch((error: unknown) => log.error(error, "stick")), LOOK_EVERY_MS);
  const view = async (): Promise<WorkView> => {
    const shown = configuration.view();
    return {
      now: trust.clock.now(),
      stick: root === undefined ? "unwatched" : (await sticks()).length > 0 ? "in" : "none",
      jobs: jobs.states(),
      trust: trustOf(trust.vault.held(), refresh),
      ...(shown && { configuration: shown }),
      hasStaffPage: parts.hasStaffPage,
    };
  };
  return {
    options: {
      view,
      log: () => ({ lines: run.lines.lines() }),
      beginJob: jobs.begin,
      configuration: configuration.act,
      answer: configuration.answer,
      resetView: () => resetViewOf(parts),
      reset: (wish) => beginReset(wish, parts),
    },
    before: configuration.before,
    journalShown(shown) {
      if (shown) jobs.journalShown(shown);
      return shown;
    },
    async close() {
      clearInterval(looking);
      await jobs.close();
    },
  };
}

function trustOf(held: HeldTrust | undefined, refresh: TrustRefresh): WorkView["trust"] {
  const { state, refusal } = refresh.status().folder;
  const version = held?.versions.timestamp ?? 0;
  if (refusal === undefined) return { state: state === "ok" ? "ok" : "none", version };
  const { detail, next } = TRUST_REFUSALS[refusal];
  return { state: "refused", version, refused: { vi: `${detail.vi} ${next.vi}`, en: `${detail.en} ${next.en}` } };
}

async function writeSupportOn(stick: string, parts: TechnicianWorkParts): Promise<Text> {
  const { run, journal, keeping, trust } = parts;
  const { config, lines } = run;
  const told = await supportJournal(journal, keeping.acknowledged.wholeSize).catch(() => undefined);
  const freeBytes = await nodeFileSystem.freeBytes(config.data).catch(() => undefined);
  const held = trust.vault.held();
  const facts = {
    kiosk: config.id,
    at: trust.clock.now(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    ...(freeBytes !== undefined && { freeBytes }),
    checks: parts.checks(),
    status: parts.status(),
    configuration: config,
    ...(told && { journal: told }),
    ...(held && { trust: held }),
    log: lines.lines(),
  };
  const folder = join(stick, SUPPORT_FOLDER);
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => (error.code === "EEXIST" ? undefined : Promise.reject(error)));
  const name = supportFileName(facts);
  const trouble = await writeFileAnew(join(folder, name), writeSupport(facts));
  if (trouble) throw new Error(trouble.en);
  return { vi: `Gửi tệp ${SUPPORT_FOLDER}/${name} cho người hỗ trợ.`, en: `Send ${SUPPORT_FOLDER}/${name} to whoever helps.` };
}

async function backUpOn(
  stick: string,
  onProgress: OnProgress,
  passphrase: string | undefined,
  run: TechnicianWorkParts["run"],
): Promise<Text> {
  const said: string[] = [];
  const hear = (text: string) => void said.push(text);
  const code = await backUpKiosk(
    { config: run.file, to: stick, json: true },
    { ...provisionParts(), out: hear, err: hear },
    { onProgress, passphrase },
  );
  if (code !== 0) throw new Error(said.join(" ").replaceAll(/\s+/g, " "));
  const { fingerprint } = JSON.parse(said.join("")) as { readonly fingerprint: string };
  return {
    vi: `Ghi dấu vân tay này vào sổ, không để cùng USB: ${fingerprint}.${passphrase ? "" : " Không có mật khẩu nên không kèm trí nhớ."}`,
    en: `Write this fingerprint into the book, not on the stick: ${fingerprint}.${passphrase ? "" : " No passphrase, so no memory is in it."}`,
  };
}

async function unsentOf({ journal, keeping, carrier }: TechnicianWorkParts): Promise<Unsent> {
  const { size } = journal;
  const acknowledged = keeping.acknowledged.wholeSize;
  const isDoubtful = keeping.contradiction !== undefined || keeping.isUncompared;
  return { size, acknowledged, carried: carrier ? size - carrier.status().toCarry : 0, isDoubtful };
}

async function resetViewOf(parts: TechnicianWorkParts): Promise<ResetView> {
  const { data, id } = parts.run.config;
  const unsent = await unsentOf(parts);
  const [{ files }, encrypted] = await Promise.all([filesBelow(data).then(countFiles), isEncrypted(data)]);
  return {
    kiosk: id,
    unsent: unsentEntries(unsent),
    isDoubtful: unsent.isDoubtful,
    files,
    ...(encrypted !== undefined && { isEncrypted: encrypted }),
  };
}

async function beginReset({ kiosk, pin, abandon }: ResetWish, parts: TechnicianWorkParts): Promise<ResetAnswer> {
  const { run, journal, deviceKey } = parts;
  const refused = (said: Text): ResetAnswer => ({ kind: "refused", said });
  if (kiosk.trim() !== run.config.id) return refused(RESET_TEXTS.name);
  const confirmed = await parts.confirm(pin);
  // Where no PIN is set, whoever is inside has held the button of the kiosk itself.
  if (confirmed.kind !== "right" && confirmed.kind !== "no-pin") return refused(pinText(confirmed.waitSeconds));
  const unsent = await unsentOf(parts);
  const left = inTheWay(unsent, abandon);
  if (left !== undefined) return refused(inTheWayText(left, unsent.isDoubtful));
  const head = openCheckpoint(Buffer.from(await journal.checkpoint(), "utf8"), journalSigner(run.config.id, deviceKey).key);
  const order = typeof head === "string" ? RESET_TEXTS.unreadable : await giveOrder(run, { unsent, head, deviceKey });
  if (!("note" in order)) return refused(order);
  const code = drawQr(order.note);
  if (!code) return refused(RESET_TEXTS.place);
  parts.onEnd("reset");
  return { kind: "begun", note: order.note, code };
}

function pinText(waitSeconds: number): Text {
  const wait =
    waitSeconds === 0 ? { vi: "Mời nhập lại.", en: "Try again." } : { vi: `Chờ ${waitSeconds} giây.`, en: `Wait ${waitSeconds} seconds.` };
  return { vi: `Mã PIN sai, chưa xoá gì. ${wait.vi}`, en: `Wrong PIN, nothing was deleted. ${wait.en}` };
}
