import { type FaultName, faultCode } from "../core/faults.ts";
import type { Check } from "./doctor-check.ts";

/** What a row that is not well is in the registry of codes, where its check has not said so itself: by its name without its place. */
const FAULT_OF: Readonly<Record<string, FaultName | { readonly missing: FaultName; readonly fault: FaultName }>> = {
  machine: "program-broken",
  node: "program-broken",
  user: "root-account",
  clock: "clock-behind",
  rtc: { missing: "rtc-missing", fault: "rtc-wrong" },
  temperature: { missing: "sensor-none", fault: "too-hot" },
  power: { missing: "sensor-none", fault: "under-voltage" },
  service: "service-none",
  decoder: "decoder-broken",
  serialport: "program-broken",
  koffi: "program-broken",
  camera: { missing: "camera-missing", fault: "camera-closed" },
  serial: "ports-none",
  source: { missing: "reader-missing", fault: "reader-closed" },
  gpio: "board-lines",
  buzzer: "buzzer-silent",
  relay: "relay-unsafe",
  configuration: { missing: "configuration-missing", fault: "configuration-wrong" },
  data: { missing: "disk-missing", fault: "disk-unwritable" },
  journal: { missing: "journal-none", fault: "journal-damaged" },
  "trust-root": "trust-root",
  trust: { missing: "trust-none", fault: "trust-over" },
  sticks: "sticks-unseen",
  "last-refusal": "trust-malformed",
  "device-key": { missing: "device-key-missing", fault: "device-key-wrong" },
  central: { missing: "central-unreached", fault: "central-stranger" },
  screen: "screen-port",
  languages: "language-pack",
  staff: { missing: "staff-nobody", fault: "staff-certificate" },
  sound: "sound-missing",
  prompts: "prompts-missing",
  card: "test-card",
  "card-view": "camera-view",
  "card-sizes": "test-card",
  "card-looks": "test-card",
  "card-answers": "test-card",
  "card-light": "test-card",
  "card-reader": "test-card",
  "service-button": "input-unfelt",
  "door-contact": "input-unfelt",
  "tamper-switch": "input-unfelt",
};

/** What to look up of a check that is not well: `T-601`. Undefined where all is well. */
export function checkCode({ name, state, fault }: Pick<Check, "name" | "state" | "fault">): string | undefined {
  if (state === "ok") return undefined;
  const known = fault ?? (name.startsWith("seen-") ? "part-unseen" : FAULT_OF[name.replace(/\.\d+$/, "")]);
  if (known === undefined) return undefined;
  return faultCode(typeof known === "string" ? known : known[state]);
}
