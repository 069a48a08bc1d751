import { readFileSync } from "node:fs";
import fc from "fast-check";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { entryFromJson } from "../../src/core/journal-entry.ts";
import { bodyFromJson, bodyToJson, eventFromJson, isJournalEvent, type JournalEvent } from "../../src/core/journal-event.ts";
import { EntrySummarySchema, isEvent } from "../../src/core/protocol.ts";
import { REASONS } from "../../src/core/reason.ts";
import { anEntry } from "../support/entries.ts";
import { EVENTS } from "../support/events.ts";

const textOf = (event: JournalEvent) => new TextDecoder().decode(bodyToJson(event));
const bytesOf = (text: string) => new TextEncoder().encode(text);

describe.each(EVENTS)("$reason", (event) => {
  test("reads back as it was, in whatever order it was made", () => {
    const turned = Object.fromEntries(Object.entries(event).toReversed()) as unknown as JournalEvent;
    expect(textOf(turned)).toBe(textOf(event));
    expect(bodyFromJson(bodyToJson(event))).toEqual(event);
    expect(isJournalEvent(event)).toBe(true);
  });

  test("is no decision, and central takes it for none", () => {
    expect(entryFromJson(bodyToJson(event))).toBeUndefined();
    expect(Object.keys(REASONS)).not.toContain(event.reason);
    expect(v.parse(EntrySummarySchema, JSON.parse(textOf(event)))).toEqual({ seq: event.seq, at: event.at, reason: event.reason });
    expect(isEvent(event.reason)).toBe(true);
  });

  test.each([
    ["white space", (text: string) => text.replace(",", ", ")],
    ["a member nobody knows", (text: string) => text.replace("}", ',"more":1}')],
    ["a member twice", (text: string) => text.replace('"seq":7', '"seq":7,"seq":7')],
    ["members in another order", (text: string) => text.replace(/^\{("seq":7),("at":[^,]+)/, "{$2,$1")],
    ["a time that is none", (text: string) => text.replace(/"at":[^,]+/, '"at":null')],
    ["a time before 1970", (text: string) => text.replace(/"at":[^,]+/, '"at":-1')],
    ["a position below zero", (text: string) => text.replace('"seq":7', '"seq":-7')],
    ["an opinion of the clock that there is not", (text: string) => text.replace(/\}$/, ',"clock":"ok"}')],
    ["a reason nobody knows", (text: string) => text.replace("event-", "event-other-")],
    ["a line end", (text: string) => `${text}\n`],
  ])("with %s is no event", (_, change) => {
    const text = textOf(event);
    expect(change(text)).not.toBe(text);
    expect(bodyFromJson(bytesOf(change(text)))).toBeUndefined();
  });

  test("whose time is not to be believed says so", () => {
    const doubted: JournalEvent = { ...event, clock: "behind" };
    expect(textOf(doubted)).toMatch(/,"clock":"behind"\}$/);
    expect(bodyFromJson(bodyToJson(doubted))).toEqual(doubted);
  });
});

test("what an earlier version has written is read as it stands", () => {
  for (const text of [
    '{"seq":7,"at":1,"reason":"event-clock","state":"ok","by":"central","was":12.5,"floor":1}',
    '{"seq":7,"at":1,"reason":"event-floor","root":1,"timestamp":4,"snapshot":2,"targets":1,"proven":3,"floor":4}',
  ]) {
    const event = eventFromJson(bytesOf(text));
    expect(event && textOf(event)).toBe(text);
  }
});

test.each([
  ["on, and still says why it was off", '{"seq":7,"at":1,"reason":"event-service","on":true,"because":"break","staff":"s-07"}'],
  ["off, and does not say why", '{"seq":7,"at":1,"reason":"event-service","on":false,"staff":"s-07"}'],
  ["by a name", '{"seq":7,"at":1,"reason":"event-service","on":true,"staff":"Nguyễn Thị Bưởi"}'],
  ["with a text of somebody's own", '{"seq":7,"at":1,"reason":"event-override","of":5,"because":"my cousin","staff":"s-07"}'],
  ["because of what every object has", '{"seq":7,"at":1,"reason":"event-override","of":5,"because":"constructor","staff":"s-07"}'],
  ["of an entry before the first", '{"seq":7,"at":1,"reason":"event-compared","of":-1,"matches":true,"staff":"s-07"}'],
])("what staff did is no event: %s", (_, text) => {
  expect(eventFromJson(bytesOf(text))).toBeUndefined();
});

test("a refusal that this version does not know is no event of it", () => {
  const text = '{"seq":7,"at":1,"reason":"event-trust-refused","refusal":"too-old","origin":"central"}';
  expect(eventFromJson(bytesOf(text))).toBeUndefined();
  expect(eventFromJson(bytesOf(text.replace("too-old", "rollback")))).toBeDefined();
  expect(eventFromJson(bytesOf(text.replace("too-old", "constructor")))).toBeUndefined();
});

test("a decision is a body, too, and its time may be doubted", () => {
  const entry = { ...anEntry({ clock: "ahead" }), seq: 3 };
  expect(bodyFromJson(bodyToJson(entry))).toEqual(entry);
  expect(new TextDecoder().decode(bodyToJson(entry))).toContain('"trust":12,"clock":"ahead","durationMs":3.5}');
  expect(isJournalEvent(entry)).toBe(false);
});

test("any bytes end as a body or undefined, never as a throw", () => {
  fc.assert(fc.property(fc.json(), (text) => void bodyFromJson(bytesOf(text))));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => void bodyFromJson(bytes)));
});

test("docs/journal.md shows events of each kind, byte for byte", () => {
  const page = readFileSync(new URL("../../docs/journal.md", import.meta.url), "utf8").split("\n");
  const shown = page.filter((line) => line.startsWith('{"seq":') && line.includes('"reason":"event-'));
  expect(shown.slice(0, EVENTS.length)).toEqual(EVENTS.map(textOf));
});

test("docs/journal.md shows records of before, which are read as they stand", () => {
  const page = readFileSync(new URL("../../docs/journal.md", import.meta.url), "utf8");
  const shown =
    page
      .slice(page.indexOf("**Records of before**"))
      .match(/^\{"seq":.*\}$/gm)
      ?.slice(0, 2) ?? [];
  expect(shown.map((line) => bodyFromJson(Buffer.from(line))?.reason)).toEqual(["event-clock", "event-floor"]);
  expect(shown.join()).not.toContain("claimed");
});
