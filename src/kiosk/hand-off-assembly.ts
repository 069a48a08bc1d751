import { join } from "node:path";
import type { Logger } from "pino";
import type { FhirGuide } from "../core/hand-off/fhir-guides.ts";
import { parseTemplate } from "../core/hand-off/template.ts";
import { webhookMessage } from "../core/hand-off/webhook-message.ts";
import { readSecrets } from "../core/hand-off/webhook-signature.ts";
import { importSealKey } from "../core/seal-key.ts";
import { bridgeTypist } from "../drivers/hand-off-bridge.ts";
import { gadgetTypist } from "../drivers/hand-off-gadget.ts";
import { handOffPanel } from "../drivers/hand-off-panel.ts";
import { openMessageQueue } from "../drivers/hand-off-queue.ts";
import { createWebhookLink } from "../drivers/hand-off-webhook.ts";
import { readInput } from "../drivers/input-file.ts";
import { readPrivateFile } from "../drivers/private-file.ts";
import { systemSleep } from "../drivers/system-clock.ts";
import type { Routes } from "../drivers/web-files.ts";
import type { Typist } from "../hand-off-ports.ts";
import type { Clock, Journal } from "../ports.ts";
import type { KioskConfig } from "./config.ts";
import { createHandOff, type HandOff, type KeyboardTarget, type WebhookTarget } from "./hand-off.ts";
import { fhirGuideOf, type KeyboardConfig, type WebhookConfig } from "./hand-off-config.ts";
import { startDeliveries } from "./hand-off-deliveries.ts";
import { createTyping } from "./hand-off-typing.ts";
import type { Results } from "./results.ts";
import type { Today } from "./today.ts";

/** Largest file of authorities, in bytes. */
const MAX_AUTHORITIES_BYTES = 1_048_576;

export interface HandOffOptions {
  readonly config: KioskConfig;
  readonly journal: Journal;
  readonly results: Results;
  readonly clock: Pick<Clock, "now">;
  readonly log: Logger;
}

/** The hand-off of a running kiosk. */
export interface RunningHandOff extends HandOff {
  /** For whoever is signed in on the staff's page. */
  routes(search: Today["search"]): Routes;
}

/** Opens every way that the configuration names. One that cannot be opened is a fault of its own, and never one of the kiosk. */
export async function openHandOff({ config, journal, results, clock, log }: HandOffOptions): Promise<RunningHandOff> {
  const guide: FhirGuide = fhirGuideOf(config.handOff);
  const tell = (event: string, facts: Readonly<Record<string, unknown>>) => log.warn(facts, event);
  const targets: (KeyboardTarget | WebhookTarget)[] = [];
  for (const target of config.handOff) {
    if (target.kind === "keyboard") targets.push(keyboardOf(target));
    if (target.kind === "webhook") targets.push(await webhookOf(target, { config, journal, clock }, tell));
  }
  const handOff = createHandOff({
    kiosk: config.id,
    targets,
    results,
    seal: async (key, inside, context) => (await import("../drivers/hpke.ts")).sealTo(key, inside, context),
    log: tell,
  });
  return {
    ...handOff,
    routes: (search) => handOffPanel({ kiosk: config.id, guide, search, bySeq: results.bySeq, ...handOff }),
  };
}

/** The device that a `[[handOff]]` of kind `keyboard` names. */
export function typistOf({ gadget, bridge, baudRate, pauseMs }: KeyboardConfig): Typist {
  const pause = pauseMs === undefined ? {} : { pauseMs };
  return gadget !== undefined ? gadgetTypist({ path: gadget, ...pause }) : bridgeTypist({ path: bridge ?? "", baudRate, ...pause });
}

function keyboardOf(target: KeyboardConfig): KeyboardTarget {
  const { kind, name, automatic, profile } = target;
  const template = parseTemplate(target.template);
  return {
    kind,
    name,
    automatic,
    typing: createTyping({ typist: typistOf(target), profile, template: template.ok ? template.parts : [] }),
  };
}

/** Where messages of a hand-off wait. */
export function queueFolder({ data }: Pick<KioskConfig, "data">, name: string): string {
  return join(data, "hand-off", name);
}

async function webhookOf(
  target: WebhookConfig,
  { config, journal, clock }: Pick<HandOffOptions, "config" | "journal" | "clock">,
  log: (event: string, facts: Readonly<Record<string, unknown>>) => void,
): Promise<WebhookTarget> {
  const { kind, name } = target;
  const opened = await webhookSecrets(target);
  if (!opened.ok) {
    log("hand-off secret not usable", { target: name, detail: opened.problem });
    return { kind, name };
  }
  const deliveries = startDeliveries({
    queue: await openMessageQueue(queueFolder(config, name)),
    link: createWebhookLink({ url: target.url, clock, ...opened.link }),
    journal,
    messageOf: (entry) => webhookMessage(name, config.id, entry),
    sleep: systemSleep,
    random: Math.random,
    log: (event, facts) => log(event, { target: name, ...facts }),
  });
  const key = target.sealTo && importSealKey(target.sealTo, name);
  return { kind, name, deliveries, ...(key && target.fields && { sealTo: { key, fields: target.fields } }) };
}

/** What a webhook is signed with and whom it trusts, or why nothing can be sent: never what stands in the file. */
export async function webhookSecrets({ secrets, authorities }: Pick<WebhookConfig, "secrets" | "authorities">) {
  try {
    const { text, isExposed } = await readPrivateFile(secrets);
    if (isExposed) return { ok: false, problem: `${secrets}: other users may read it; chmod 600` } as const;
    const read = readSecrets(text);
    if (!read.ok) return { ok: false, problem: `${secrets}: ${read.problem}` } as const;
    if (authorities === undefined) return { ok: true, link: { secrets: read.secrets } } as const;
    const pem = Buffer.from(await readInput(authorities, MAX_AUTHORITIES_BYTES)).toString("latin1");
    return pem.includes("-----BEGIN CERTIFICATE-----")
      ? ({ ok: true, link: { secrets: read.secrets, authorities: pem } } as const)
      : ({ ok: false, problem: `${authorities}: no certificate in PEM` } as const);
  } catch (error) {
    return { ok: false, problem: `${secrets}: ${error instanceof Error ? error.message : String(error)}` } as const;
  }
}
