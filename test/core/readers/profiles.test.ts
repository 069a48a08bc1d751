import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  profileOfUsb,
  READER_PROFILE_IDS,
  READER_PROFILES,
  type ReaderProfile,
  readerProfile,
} from "../../../src/core/readers/profiles.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const hex = (id: number) => id.toString(16).padStart(4, "0");

test("udev's rule knows the very ids that the profiles know", () => {
  const rule = read("firmware/udev/61-tram-readers.rules");
  const inRule = [
    ...rule.matchAll(/^ATTRS\{idVendor\}=="([0-9a-f]{4})"(?:, ATTRS\{idProduct\}=="([0-9a-f]{4})")?, ENV\{TRAM_READER\}="1"$/gm),
  ];
  const profiles: readonly ReaderProfile[] = READER_PROFILE_IDS.map(readerProfile);
  const expected = profiles.flatMap(({ usb }) =>
    usb.map(({ vendor, product }) => [hex(vendor), product === undefined ? undefined : hex(product)]),
  );
  expect(inRule.map(([, vendor, product]) => [vendor, product])).toEqual(expected);
});

describe.each(READER_PROFILE_IDS)("%s", (id) => {
  const profile: ReaderProfile = READER_PROFILES[id];

  test("is in docs/readers.md, with what is not verified", () => {
    const docs = read("docs/readers.md");
    expect(docs).toContain(`| \`${id}\` `);
    expect(docs).toContain(profile.name);
    expect(docs).toContain(profile.unverified);
  });

  test("is found by each of its ids", () => {
    for (const { vendor, product = 0x1234 } of profile.usb) expect(profileOfUsb({ vendor, product })).toBe(id);
  });

  test("promises to close setting codes only where a command does and is read back", () => {
    const names = profile.commands?.settings.map(({ name }) => name) ?? [];
    expect(names.includes("setting-codes-locked")).toBe(profile.settingCodes === "by-command");
    expect(profile.advice.vi).not.toBe(profile.advice.en);
  });
});

test("a device of somebody else is no reader of ours", () => {
  expect(profileOfUsb({ vendor: 0x046d, product: 0xc31c })).toBeUndefined();
  expect(profileOfUsb({ vendor: 0x6666, product: 0x1234 })).toBeUndefined();
});
