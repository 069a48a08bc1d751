import { describe, expect, test } from "vitest";
import { openPackage } from "../../src/core/provisioning/package.ts";
import type { Settings } from "../../src/core/provisioning/settings.ts";
import { settingsFromToml, withPackage } from "../../src/kiosk/provision-settings.ts";
import { aPackage, newSigner } from "../support/provisioning.ts";

const PLACES = {
  data: "/var/lib/tram",
  deviceKey: "/etc/tram/device-key.json",
  root: "/etc/tram/root.json",
  package: "/etc/tram/c.tramcfg",
};
const READER = { kind: "serial", path: "/dev/serial/by-id/usb-A" };

function after(before: Settings | undefined, settings: Settings) {
  const opened = openPackage(aPackage({ settings: { source: [READER], ...settings } }, newSigner()));
  if (!opened.ok) throw new Error(opened.refusal);
  return withPackage(before, "hanoi-01", opened.value, PLACES);
}

describe("what a package may say of screen, voice and staff's page", () => {
  test.each([
    [
      "the panel, its languages and its dark hours",
      '[screen]\npanel = "15-inch"\nlanguages = ["vi", "km"]\ndarkFrom = "18:00"\ndarkUntil = "06:00"',
    ],
    [
      "voice, devices, how loud, when not",
      '[sound]\nkind = "alsa"\nprompts = "/usr/share/tram/prompts"\nroom = "default:CARD=A"\nvolumeDb = -12\nmuteFrom = "20:00"\nmuteUntil = "06:00"',
    ],
    ["prompts of this kiosk's own", '[sound]\nkind = "page"\nprompts = "/var/lib/tram/prompts"'],
    ["the staff's page for other devices", '[staff]\nport = 8443\nnames = ["tram-05.local"]'],
    ["whom visitors turn to", '[service]\ncounter = "3"\nphone = "024 1234"'],
  ])("is %s", (_, toml) => {
    expect(settingsFromToml(toml)).toMatchObject({ ok: true });
  });

  test.each([
    ["the screen's port", "[screen]\nport = 80", /port and languagePacks: set at the machine only/],
    ["a folder of language packs", '[screen]\nlanguagePacks = "/media/x"', /set at the machine only/],
    ["prompts anywhere else", '[sound]\nkind = "page"\nprompts = "/run/media/stick"', /a folder of the kiosk's own/],
    ["prompts above the kiosk's folder", '[sound]\nkind = "page"\nprompts = "/var/lib/tram/../../../etc"', /a folder of the kiosk's own/],
    ["all of the kiosk's data as prompts", '[sound]\nkind = "page"\nprompts = "/var/lib/tram"', /a folder of the kiosk's own/],
    ["an option of aplay's", '[sound]\nkind = "alsa"\nprompts = "/usr/share/tram/prompts"\nroom = "-x"', /aplay -L/],
    ["the staff's certificate", '[staff]\nport = 8443\ncertificate = "/etc/a"\nkey = "/etc/b"', /set at the machine only/],
    ["where answers are handed on", '[[handOff]]\nkind = "webhook"\nname = "x"\nurl = "https://x.example"\nsecrets = "/etc/x"', /handOff/],
  ])("is not %s", (_, toml, why) => {
    const read = settingsFromToml(toml);
    expect(read.ok ? [] : read.problems.join("\n")).toMatch(why);
  });

  test("takes from the machine no file that it names, and no other key of the section stays", () => {
    const before: Settings = {
      id: "hanoi-01",
      source: [READER],
      screen: { port: 9000, languagePacks: "/etc/tram/languages", panel: "7-inch", touch: false },
      staff: { port: 8443, certificate: "/etc/tram/office.pem", key: "/etc/tram/office.key" },
    };
    const done = after(before, { screen: { panel: "21-inch" }, staff: { port: 9443 } });
    expect(done).toMatchObject({ ok: true });
    expect(done.ok && [done.value["screen"], done.value["staff"]]).toEqual([
      { port: 9000, languagePacks: "/etc/tram/languages", panel: "21-inch" },
      { port: 9443, certificate: "/etc/tram/office.pem", key: "/etc/tram/office.key" },
    ]);
  });
});
