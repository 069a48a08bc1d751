import { pino } from "pino";
import { selfTestStatus } from "../core/self-test.ts";
import type { Text } from "../core/text.ts";
import { readInput } from "../drivers/input-file.ts";
import { machineProbes } from "../drivers/machine-probes.ts";
import { createQrDecoder } from "../drivers/qr-decoder.ts";
import { holdingSleep, systemClock } from "../drivers/system-clock.ts";
import type { Source } from "../ports.ts";
import { type KioskConfig, parseConfig } from "./config.ts";
import { clockWitnesses } from "./doctor.ts";
import type { Check } from "./doctor-check.ts";
import { healthOf, type Look, reportAsJson, reportLines } from "./doctor-report.ts";
import type { Print } from "./journal-command.ts";
import { partLabel } from "./part-labels.ts";
import { SELF_TEST_PATIENCE, testAll } from "./selftest.ts";
import { createSource, needsDecoder } from "./source-assembly.ts";

/** What stands on the command line of `tram selftest`. */
export interface SelfTestCommand {
  readonly config: string;
  readonly json?: boolean;
}

/** Longest configuration, in bytes. */
const MAX_CONFIG_BYTES = 262_144;

/** A configuration with the bytes that it was read from, or why it cannot be used. */
export type ReadConfig =
  | { readonly ok: true; readonly config: KioskConfig; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly why: Text };

/** Reads a configuration that must be right. */
export async function readConfig(file: string): Promise<ReadConfig> {
  try {
    const bytes = await readInput(file, MAX_CONFIG_BYTES);
    const parsed = parseConfig(Buffer.from(bytes).toString("utf8"));
    if (parsed.ok) return { ok: true, config: parsed.config, bytes };
    const problems = parsed.problems.join("; ");
    return { ok: false, why: { vi: `${file}: cấu hình chưa đúng, hãy sửa: ${problems}`, en: `${file}: ${problems}` } };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, why: { vi: `${file}: không đọc được cấu hình: ${why}`, en: `${file}: ${why}` } };
  }
}

/** The tests of a start, by themselves: readers and cameras are opened, looked at and closed. Exit code as `tram doctor`; 2 without a configuration. */
export async function selfTestCommand({ config: file, json }: SelfTestCommand, look: Look, print: Print): Promise<0 | 1 | 2 | 3> {
  const read = await readConfig(file);
  if (!read.ok) {
    process.stderr.write(`tram selftest: ${read.why.vi}\ntram selftest: ${read.why.en}\n`);
    return 2;
  }
  const { config } = read;
  const checks = await testOpened(config);
  const sections = [{ title: { vi: "Tự kiểm tra", en: "Self-test" }, checks }];
  for (const line of json ? [reportAsJson(sections)] : reportLines(sections, look)) await print(line);
  const { verdict } = selfTestStatus(
    checks.map((check) => ({ ...check, label: partLabel(check.name) })),
    systemClock.now(),
  );
  if (!json) for (const line of [verdict.vi, verdict.en]) await print(line);
  return ({ ok: 0, fault: 1, degraded: 3 } as const)[healthOf(checks)];
}

/** Opens what the configuration names, tests, and closes it again. What is read meanwhile goes nowhere. */
export async function testOpened(config: KioskConfig): Promise<readonly Check[]> {
  const decoder = needsDecoder(config) ? createQrDecoder() : undefined;
  const sources: readonly Source[] = config.source.map((source) => createSource(source, decoder, pino({ level: "silent" })));
  try {
    for (const source of sources) source.open(() => {});
    return await testAll({
      config,
      probes: machineProbes({ patience: SELF_TEST_PATIENCE }),
      sources,
      // Whoever wants the lines driven asks for that: `tram gpio test`, or the questions of an acceptance.
      board: () => undefined,
      clock: systemClock,
      witnesses: () => clockWitnesses(config, machineProbes(), systemClock),
      sleep: holdingSleep,
    });
  } finally {
    await Promise.all(sources.map((source) => source.close()));
    await decoder?.close();
  }
}
