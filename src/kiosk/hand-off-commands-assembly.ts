import { readFile } from "node:fs/promises";
import { keystrokesOf } from "../core/hand-off/keystrokes.ts";
import { OUTPUT_PROFILES, SELF_CHECK_LINE, typedText } from "../core/hand-off/output-profile.ts";
import type { WebhookMessage } from "../core/hand-off/webhook-message.ts";
import type { Text } from "../core/text.ts";
import { openMessageQueue } from "../drivers/hand-off-queue.ts";
import { createWebhookLink } from "../drivers/hand-off-webhook.ts";
import { systemClock } from "../drivers/system-clock.ts";
import { type KioskConfig, parseConfig } from "./config.ts";
import { queueFolder, typistOf, webhookSecrets } from "./hand-off-assembly.ts";
import type { HandOffCommandOptions, HandOffCommands } from "./hand-off-commands.ts";
import type { HandOffConfig, KeyboardConfig, WebhookConfig } from "./hand-off-config.ts";

/** What a check or a test of one hand-off came to. */
interface Outcome {
  readonly name: string;
  readonly kind: "keyboard" | "webhook";
  readonly ok: boolean;
  readonly detail: string;
}

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
    const queue = await openMessageQueue(queueFolder(config, name));
    await queue.setEnded(false);
    return tell([{ name, kind: "webhook", ok: true, detail: `${queue.size} messages wait` }], options);
  },
};

async function lookAt({ kind, name, ...target }: KeyboardConfig): Promise<Outcome> {
  return { name, kind, ...(await typistOf({ kind, name, ...target }).look()) };
}

async function secretsOf(target: WebhookConfig): Promise<Outcome> {
  const read = await webhookSecrets(target);
  return {
    name: target.name,
    kind: target.kind,
    ok: read.ok,
    detail: read.ok ? `${read.link.secrets.length} secret(s), ${target.url}` : read.problem,
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
  };
}

/** A message that says of itself that it is a test, and of nobody anything. */
async function sendTo(target: WebhookConfig, kiosk: string): Promise<Outcome> {
  const { name, kind, url } = target;
  const read = await webhookSecrets(target);
  if (!read.ok) return { name, kind, ok: false, detail: read.problem };
  const at = systemClock.now();
  const body = Buffer.from(JSON.stringify({ type: "tram.test", timestamp: new Date(at * 1000).toISOString(), data: { kiosk } }), "utf8");
  const message: WebhookMessage = { id: `msg_test-${kiosk}-${Math.floor(at)}`, seq: 0, body };
  const link = createWebhookLink({ url, clock: systemClock, ...read.link });
  const reply = await link.post(message);
  await link.close();
  return { name, kind, ok: reply.kind === "taken", detail: "detail" in reply ? reply.detail : reply.kind };
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
  if (json) print(JSON.stringify({ ok: isFine, targets: outcomes }));
  else if (outcomes.length === 0) print("cấu hình không có [[handOff]] / no [[handOff]] in the configuration");
  else for (const { name, kind, ok, detail } of outcomes) print(`${ok ? "✓" : "✗"} ${name} (${kind}): ${detail}`);
  return isFine ? 0 : 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain({ vi, en }: Text): 2 {
  process.stderr.write(`tram hand-off: ${vi}\ntram hand-off: ${en}\n`);
  return 2;
}
