import { readFile } from "node:fs/promises";
import { FAULTS, faultCode } from "../core/faults.ts";
import { keystrokesOf } from "../core/hand-off/keystrokes.ts";
import { OUTPUT_PROFILES, SELF_CHECK_LINE, typedText } from "../core/hand-off/output-profile.ts";
import type { WebhookMessage } from "../core/hand-off/webhook-message.ts";
import type { HandOffFault } from "../core/screen.ts";
import type { Text } from "../core/text.ts";
import { openMessageQueue } from "../drivers/hand-off-queue.ts";
import { createWebhookLink } from "../drivers/hand-off-webhook.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { type KioskConfig, parseConfig } from "./config.ts";
import { queueFolder, typistOf, webhookSecrets } from "./hand-off-assembly.ts";
import type { HandOffCommandOptions, HandOffCommands } from "./hand-off-commands.ts";
import type { HandOffConfig, KeyboardConfig, WebhookConfig } from "./hand-off-config.ts";
import { journalLock } from "./reset-assembly.ts";

/** What a check or a test of one hand-off came to. */
interface Outcome {
  readonly name: string;
  readonly kind: "keyboard" | "webhook";
  readonly ok: boolean;
  readonly detail: string;
  /** What is wrong, where it is not: what to do stands in the registry of codes. */
  readonly fault?: HandOffFault;
}

const FAULT_OF = { ended: "handoff-ended", refused: "handoff-refused", later: "handoff-unreached" } as const satisfies Record<
  string,
  HandOffFault
>;

const RUNNING: Text = {
  vi: "máy đang chạy, nên chưa đổi gì: systemctl stop tram-kiosk, chạy lại lệnh này, rồi systemctl start tram-kiosk",
  en: "the kiosk is running, so nothing was changed: systemctl stop tram-kiosk, run this again, then systemctl start tram-kiosk",
};

type Named = KeyboardConfig | WebhookConfig;

/** `tram hand-off` on this machine. */
export const handOffCommands: HandOffCommands = {
  async check(options) {
    const config = await configIn(options);
    if (!config) return 2;
    const outcomes: Outcome[] = [];
    for (const target of named(config.handOff)) outcomes.push(target.kind === "keyboard" ? await lookAt(target) : await secretsOf(target));
    return tell(outcomes, options);
  },
  async test(name, options) {
    const config = await configIn(options);
    const target = config && targetIn(config, name);
    if (!config || !target) return 2;
    if (target.kind === "webhook") return tell([await sendTo(target, config.id)], options);
    const profile = options.profile === undefined ? target.profile : OUTPUT_PROFILES.find((known) => known === options.profile);
    if (!profile) return complain({ vi: `không có kiểu gõ ${options.profile}`, en: `no such profile: use ${OUTPUT_PROFILES.join(", ")}` });
    return tell([await typeOn({ ...target, profile })], options);
  },
  async enable(name, options) {
    const config = await configIn(options);
    const target = config && targetIn(config, name);
    if (!config || !target) return 2;
    if (target.kind !== "webhook") return complain({ vi: `${name} không phải webhook`, en: `${name} is no webhook` });
    // A kiosk that runs has read its queue, and would neither see this nor keep it.
    const lock = journalLock(config);
    if (lock === "taken") return complain(RUNNING, 1);
    try {
      const queue = await openMessageQueue(queueFolder(config, name));
      await queue.setEnded(false);
      return tell([{ name, kind: "webhook", ok: true, detail: `${queue.size} messages wait, start the kiosk / khởi động máy` }], options);
    } finally {
      lock?.release();
    }
  },
};

async function lookAt({ kind, name, ...target }: KeyboardConfig): Promise<Outcome> {
  const { ok, detail } = await typistOf({ kind, name, ...target }).look();
  return { name, kind, ok, detail, ...(!ok && { fault: "keyboard-missing" as const }) };
}

async function secretsOf(target: WebhookConfig): Promise<Outcome> {
  const read = await webhookSecrets(target);
  return {
    name: target.name,
    kind: target.kind,
    ok: read.ok,
    detail: read.ok ? `${read.link.secrets.length} secret(s), ${target.url}` : read.problem,
    ...(!read.ok && { fault: "handoff-secret" as const }),
  };
}

async function typeOn(target: KeyboardConfig): Promise<Outcome> {
  const { name, kind, profile } = target;
  const typed = await typistOf(target).type(keystrokesOf(typedText(profile, SELF_CHECK_LINE)));
  return {
    name,
    kind,
    ok: typed.ok,
    detail: typed.ok ? `typed by ${profile}; it must read: ${SELF_CHECK_LINE}` : `${typed.problem}: ${typed.detail}`,
    ...(!typed.ok && { fault: "keyboard-missing" as const }),
  };
}

/** A message that says of itself that it is a test, and of nobody anything. */
async function sendTo(target: WebhookConfig, kiosk: string): Promise<Outcome> {
  const { name, kind, url } = target;
  const read = await webhookSecrets(target);
  if (!read.ok) return { name, kind, ok: false, detail: read.problem, fault: "handoff-secret" };
  const at = systemClock.now();
  const body = Buffer.from(JSON.stringify({ type: "tram.test", timestamp: new Date(at * 1000).toISOString(), data: { kiosk } }), "utf8");
  const message: WebhookMessage = { id: `msg_test-${kiosk}-${Math.floor(at)}`, seq: 0, body };
  const link = createWebhookLink({ url, clock: systemClock, ...read.link });
  const reply = await link.post(message);
  await link.close();
  if (reply.kind === "taken") return { name, kind, ok: true, detail: "taken" };
  return { name, kind, ok: false, detail: "detail" in reply ? reply.detail : "answered 410", fault: FAULT_OF[reply.kind] };
}

async function configIn({ config }: HandOffCommandOptions): Promise<KioskConfig | undefined> {
  const toml = await readFile(config, "utf8").catch(() => undefined);
  const parsed = toml === undefined ? undefined : parseConfig(toml);
  if (parsed?.ok) return parsed.config;
  const problems = parsed?.problems.map((problem) => `\n  ${problem}`).join("") ?? "";
  complain({ vi: `không dùng được tệp cấu hình ${config}`, en: `${config} cannot be used${problems}` });
  return undefined;
}

function named(targets: HandOffConfig): readonly Named[] {
  return targets.filter((target) => target.kind !== "fhir");
}

function targetIn({ handOff }: KioskConfig, name: string): Named | undefined {
  const found = named(handOff).find((target) => target.name === name);
  const names = named(handOff).map((target) => target.name);
  if (!found)
    complain({
      vi: `cấu hình không có [[handOff]] tên ${name}`,
      en: `no [[handOff]] is named ${name}; there are: ${names.join(", ") || "none"}`,
    });
  return found;
}

function tell(outcomes: readonly Outcome[], { json = false }: HandOffCommandOptions): number {
  const isFine = outcomes.every(({ ok }) => ok);
  if (json)
    print(
      JSON.stringify({
        ok: isFine,
        targets: outcomes.map(({ fault, ...each }) => ({ ...each, ...(fault && { code: faultCode(fault) }) })),
      }),
    );
  else if (outcomes.length === 0) print("cấu hình không có [[handOff]] / no [[handOff]] in the configuration");
  else outcomes.forEach(printOutcome);
  return isFine ? 0 : 1;
}

function printOutcome({ name, kind, ok, detail, fault }: Outcome): void {
  print(`${ok ? "✓" : "✗"} ${name} (${kind}): ${detail}`);
  if (!fault) return;
  const { code, title, technician } = FAULTS[fault];
  print(`  ${code} ${title.vi} ${technician.vi}`);
  print(`  ${title.en} ${technician.en}`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain({ vi, en }: Text, code = 2): number {
  process.stderr.write(`tram hand-off: ${vi}\ntram hand-off: ${en}\n`);
  return code;
}
