import { describe, expect, test } from "vitest";
import { parseConfig } from "../../src/kiosk/config.ts";

const config = (...sources: readonly string[]) =>
  parseConfig(`id = "k"\ndata = "/var/lib/tram"\n[trust]\nroot = "/r"\n${sources.map((source) => `[[source]]\n${source}\n`).join("")}`);

describe("readers of the configuration", () => {
  test("each kind is read, with its defaults", () => {
    const parsed = config(
      'kind = "serial"\npath = "/dev/tram/reader"\nprofile = "gm65"',
      'kind = "keyboard"\npath = "/dev/input/by-id/usb-X-event-kbd"',
      'kind = "hid"\npath = "/dev/tram/reader-hid"',
    );
    expect(parsed.ok && parsed.config.source).toEqual([
      { kind: "serial", path: "/dev/tram/reader", profile: "gm65", baudRate: 9600, terminator: "cr" },
      { kind: "keyboard", path: "/dev/input/by-id/usb-X-event-kbd", terminator: "cr" },
      { kind: "hid", path: "/dev/tram/reader-hid" },
    ]);
  });

  test.each([
    [
      "a keyboard by its number, which is another one after the next start",
      'kind = "keyboard"\npath = "/dev/input/event3"',
      /source\.0\.path: a name below/,
    ],
    ["a keyboard by way of another folder", 'kind = "keyboard"\npath = "/dev/input/by-id/../event3"', /source\.0\.path: a name below/],
    [
      "a HID-POS reader by its number, which is another one after the next start",
      'kind = "hid"\npath = "/dev/hidraw0"',
      /source\.0\.path: a name of its own/,
    ],
    ["a family that nobody knows", 'kind = "serial"\npath = "/dev/x"\nprofile = "gm66"', /source\.0\.profile: /],
    ["a speed for a reader that has none", 'kind = "hid"\npath = "/dev/x"\nbaudRate = 9600', /source\.0\.baudRate: /],
  ])("%s is a problem", (_, source, problem) => {
    const parsed = config(source);
    expect(parsed.ok ? [] : parsed.problems).toEqual([expect.stringMatching(problem)]);
  });

  test("one device cannot be two sources", () => {
    const parsed = config('kind = "serial"\npath = "/dev/x"', 'kind = "serial"\npath = "/dev/x"\nbaudRate = 115200');
    expect(parsed.ok ? [] : parsed.problems).toEqual(["source: /dev/x is the path of two sources; a reader can be open once"]);
  });
});
