import { describe, expect, test } from "vitest";
import { type SupportFacts, supportFiles, writeSupport } from "../../../src/core/support/bundle.ts";
import { parseLogLine } from "../../../src/core/support/log-line.ts";
import { createLogRing } from "../../../src/core/support/log-ring.ts";
import { toldConfiguration } from "../../../src/core/support/told-configuration.ts";
import { STATUS } from "../../support/screens.ts";

/** A person, a key and a PIN: wherever somebody can write something, this stands. */
const PERSON = "Nguyễn Thị Bí Mật";
const KEY = "d3ZVaWxyY19zZWNyZXRfa2V5";
const PIN = "284671";
const POISON = `${PERSON} ${KEY} ${PIN}`;
const POISON_FIGURE = Number(PIN);

const FACTS: SupportFacts = {
  kiosk: "xa-vi-du-01",
  at: 1_796_000_000,
  node: "v24.1.0",
  platform: "linux-arm64",
  checks: [
    { name: "temperature", state: "ok", found: { en: "48.3 °C" } },
    ...["configuration", "user", "data", "source.0", "central", "device-key"].map((name) => ({
      name,
      state: "fault" as const,
      code: "T-650",
      found: { en: POISON },
    })),
  ],
  status: {
    ...STATUS,
    codes: ["T-601", POISON],
    syncStopped: POISON,
    service: { phone: POISON, counter: POISON },
    unknownGroup: POISON,
    board: { driver: "chardev", fault: POISON, relayFault: POISON, contacts: { door: "open" } },
    selfTest: { state: "fault", at: 1, verdict: { vi: POISON, en: POISON }, parts: ["rtc", POISON] },
    sources: [{ kind: "serial", state: "ok", detail: POISON, advice: { vi: POISON, en: POISON } }],
  },
  configuration: {
    id: "xa-vi-du-01",
    data: `/home/${POISON}`,
    pin: POISON_FIGURE,
    screen: { port: 8420, pin: PIN, languages: ["vi", POISON] },
    service: { phone: POISON },
    central: { url: `https://${KEY}@example.vn`, key: POISON, password: KEY },
    source: [{ kind: "serial", path: `/dev/${POISON}`, baudRate: 9600, prefix: POISON }],
    policy: { id: POISON, fee: { bin: PIN, account: POISON }, nextStep: { vi: POISON, en: POISON }, disclose: { citizen: [POISON] } },
    [POISON]: POISON,
  },
  log: [
    JSON.stringify({
      level: 30,
      time: "2026-11-27T08:00:00.000Z",
      msg: POISON,
      entries: 7,
      name: POISON,
      detail: POISON,
      pin: POISON_FIGURE,
    }),
    JSON.stringify({
      level: 50,
      time: "2026-11-27T08:00:01.000Z",
      msg: "journal failed",
      state: POISON,
      line: PIN,
      err: {
        code: "ENOSPC",
        message: POISON,
        stack: `Error: ${POISON}\n    at append (/home/${PERSON}/dist/drivers/journal-files.js:12:3)`,
      },
    }),
  ]
    .map(parseLogLine)
    .filter((line) => line !== undefined),
};

function textOf(facts: SupportFacts): string {
  return Buffer.from(writeSupport(facts)).toString("utf8");
}

describe("a support bundle", () => {
  test.each([PERSON, "Bí", KEY, PIN, "/home", "@example.vn"])("has no %s in it, wherever that stands", (secret) => {
    expect(textOf(FACTS)).not.toContain(secret);
  });

  test("says what a helper needs: parts with their codes, choices of the configuration, and what the log came to", () => {
    const text = textOf(FACTS);
    for (const said of ['"code": "T-650"', "48.3 °C", '"source.0.baudRate": 9600', '"service.phone": "set"', '"door": "open"'])
      expect(text).toContain(said);
    const [first, second] = FACTS.log;
    expect(first).toEqual({ at: 1_795_766_400, level: "info", event: "other", facts: { entries: 7 } });
    expect(second).toMatchObject({
      level: "error",
      event: "journal failed",
      facts: {},
      code: "ENOSPC",
      from: ["drivers/journal-files.js:12"],
    });
  });

  test("is a tar of these files and no other, the first of which explains them", () => {
    const names = supportFiles(FACTS).map(({ name }) => name);
    expect(names).toEqual(["read-me.txt", "about.json", "doctor.json", "status.json", "configuration.json", "log.jsonl"]);
    for (const name of names) expect(supportFiles(FACTS)[0]?.bytes.toString()).toContain(name.replace("read-me.txt", ""));
    // Two blocks for each file but the longer ones, and two of zeros at the end (POSIX, ustar).
    const bytes = writeSupport(FACTS);
    expect(bytes.length % 512).toBe(0);
    expect(Buffer.from(bytes.subarray(257, 263)).toString("latin1")).toBe("ustar\0");
    expect(bytes.subarray(-1024).every((byte) => byte === 0)).toBe(true);
  });

  test("tells of a setting that nobody has thought of nothing at all", () => {
    expect(toldConfiguration({ id: "a", novelty: "x", screen: { novelty: 1 } })).toEqual({ id: "a" });
  });
});

describe("the ring of log lines", () => {
  test("keeps the last 200, and passes over what is no line of this program", () => {
    const ring = createLogRing();
    for (let seq = 0; seq < 250; seq++) ring.take(JSON.stringify({ level: 30, time: "2026-11-27T08:00:00Z", msg: "ready", seq }));
    for (const noise of ["", "{", "null", '{"level":30}', '{"level":99,"time":"2026-11-27T08:00:00Z"}']) ring.take(noise);
    expect(ring.lines().length).toBe(200);
    expect(ring.lines()[0]?.facts).toEqual({ seq: 50 });
  });
});
