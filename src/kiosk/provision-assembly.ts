import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { deviceOf } from "../core/provisioning/service-point.ts";
import { DRAFT_FILE } from "../core/set-up/draft.ts";
import { removeDurably } from "../drivers/order-file.ts";
import { stopRequested } from "../drivers/parent-process.ts";
import { deviceKeyFile } from "./config.ts";
import { applyOffer } from "./provision-apply.ts";
import { enrol } from "./provision-enrolment.ts";
import { provisionParts } from "./provision-machine-assembly.ts";
import { offerHeldUp, offerInFiles, offerOnStick, PROVISION_FOLDER } from "./provision-offer.ts";
import { makeKey, makeSealed } from "./provision-operator-assembly.ts";
import type { ApplyCommand, EnrolmentCommand, ProvisionCommands } from "./provision-options.ts";
import type { ProvisionParts } from "./provision-parts.ts";
import { folderOf, readBefore } from "./provision-plan.ts";
import { openReaders } from "./provision-readers-assembly.ts";
import { backUpKiosk, restoreKiosk } from "./provision-stick-assembly.ts";
import { complain, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE, tellRefusal } from "./provision-texts.ts";

/** What `tram provision …` does; each resolves to its exit code. */
export const provisionCommands: ProvisionCommands = {
  key: makeKey,
  make: makeSealed,
  apply: (options) => apply({ ...options, ...absolute(options), data: resolve(options.data) }),
  ordered: async (options) => {
    const { applyOrdered } = await import("./configuration-order-assembly.ts");
    return await applyOrdered(absolute(options).config);
  },
  clock: async (options) => {
    const { setClock } = await import("./setup-guide-assembly.ts");
    return await setClock(options);
  },
  screen: async (options) => {
    const { config } = absolute(options);
    const { runSetupScreen } = await import("./setup-assembly.ts");
    return await asOwner(config, () => runSetupScreen({ ...options, config, data: resolve(options.data) }));
  },
  enrolment: (options) => enrolment({ ...options, ...absolute(options) }),
  backup: (options) => backUpKiosk({ ...options, ...absolute(options) }, provisionParts()),
  restore: (options) => {
    const { config } = absolute(options);
    const data = resolve(options.data);
    return asOwner(config, async () => await withoutDraft(data, await restoreKiosk({ ...options, config, data }, provisionParts())));
  },
};

/** Set up by a command: what the set-up page had learned until then keeps no kiosk from its work. */
async function withoutDraft(data: string, code: number): Promise<number> {
  if (code === EXIT_DONE) await removeDurably(join(data, DRAFT_FILE));
  return code;
}

/** What a configuration names must not depend on where somebody stood when it was written. */
function absolute({ config }: { readonly config: string }): { readonly config: string } {
  return { config: resolve(config) };
}

async function apply(options: ApplyCommand): Promise<number> {
  return await asOwner(options.config, async () => {
    const parts = provisionParts();
    const before = await readBefore(options.config, parts);
    if (before === "unusable") return EXIT_USAGE;
    const offer = await findOffer(options, before?.config.id, parts);
    if (offer === undefined) return EXIT_REFUSED;
    if (!offer.ok) return tellRefusal(offer, options.json ?? false, parts);
    const { enrolmentTo = options.from === undefined ? undefined : `${options.from}/${PROVISION_FOLDER}`, ...others } = options;
    return await withoutDraft(
      options.data,
      await applyOffer(offer, { ...others, ...(enrolmentTo !== undefined && { enrolmentTo }) }, parts),
    );
  });
}

/** What the options point to; undefined where the person ended the wait. */
async function findOffer(options: ApplyCommand, id: string | undefined, parts: ProvisionParts) {
  const { from, code, serial, camera, json = false } = options;
  if (code) return await offerInFiles(code, from, parts);
  if (serial === undefined && !camera)
    return await offerOnStick(from ?? "", options.kiosk ?? (id === undefined ? undefined : deviceOf(id).servicePoint), parts);
  await using opened = new AsyncDisposableStack();
  const sources = await openReaders({ serial: serial === undefined ? [] : [serial], camera: camera ?? false }, opened);
  if (!json) parts.out("Đưa từng mã của phiếu cấu hình trước đầu đọc… / Hold up each code of the sheet… (Ctrl-C: thôi / give up)\n");
  const stop = new AbortController();
  void stopRequested().then(() => stop.abort());
  return await offerHeldUp(sources, from, parts, {
    onProgress: (have, count) => parts.out(json ? `${JSON.stringify({ event: "code", have, count })}\n` : `  ${have} / ${count}\n`),
    stopped: stop.signal,
  });
}

async function enrolment({ config: file, kiosk, to, json = false }: EnrolmentCommand): Promise<number> {
  return await asOwner(file, async () => {
    const parts = provisionParts();
    const before = await readBefore(file, parts);
    if (before === "unusable") return EXIT_USAGE;
    const id = before?.config.id ?? kiosk;
    if (id === undefined) {
      return complain(
        parts.err,
        `${file}: không có; nêu tên điểm phục vụ: --kiosk TÊN`,
        `${file}: not there; name the service point: --kiosk NAME`,
        EXIT_USAGE,
      );
    }
    // The one that signs the journal: central would refuse every batch, for ever, under another.
    const deviceKey = before ? deviceKeyFile(before.config) : `${folderOf(file)}/device-key.json`;
    return await asOwner(deviceKey, () => enrol({ kiosk: id, deviceKey, json, ...(to !== undefined && { to }) }, parts));
  });
}

/** Root's files are not the kiosk's: what root writes into the kiosk's folder, the kiosk could not read. */
async function asOwner(file: string, run: () => Promise<number>): Promise<number> {
  const owner = await stat(dirname(file)).then(
    ({ uid }) => uid,
    () => undefined,
  );
  if (process.getuid?.() !== 0 || owner === undefined || owner === 0) return await run();
  return complain(
    (text) => void process.stderr.write(text),
    `${dirname(file)} thuộc về một người dùng khác; hãy chạy dưới tên người đó: sudo -u tram tram provision …`,
    `${dirname(file)} belongs to another user; run this in his name: sudo -u tram tram provision …`,
    EXIT_USAGE,
  );
}
