import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  bitmap,
  emptyChipInfo,
  encodeInputRequest,
  encodeLineInfo,
  encodeOutputRequest,
  encodeValues,
  GPIO_IOCTL,
  LINE_EVENT_BYTES,
  parseChipInfo,
  parseEvents,
  parseLineInfo,
  parseRequestFd,
} from "../../src/drivers/gpio-abi.ts";
import { openGpioLines } from "../../src/drivers/gpio-chardev.ts";
import { STANDARD_WIRING } from "../../src/drivers/gpio-wiring.ts";
import { errorCode, loadLibc } from "../../src/drivers/libc.ts";
import { relayFault } from "../../src/drivers/relay-release.ts";

// What only a board can show is shown in test/machine/gpio-virt.sh; here is everything that needs no lines.

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tram-gpio-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("the kernel's structures", () => {
  // Printed by a C program that includes <linux/gpio.h> of Linux 6.1 (x86-64).
  test("have the request numbers of linux/gpio.h", () => {
    expect(GPIO_IOCTL).toEqual({
      chipInfo: 0x8044b401,
      lineInfo: 0xc100b405,
      requestLines: 0xc250b407,
      getValues: 0xc010b40e,
      setValues: 0xc010b40f,
    });
  });

  test("have the sizes of linux/gpio.h", () => {
    expect(emptyChipInfo().length).toBe(68);
    expect(encodeLineInfo(0).length).toBe(256);
    expect(encodeOutputRequest([{ offset: 0, isActiveLow: false }], "").length).toBe(592);
    expect(encodeValues(0n, 1n).length).toBe(16);
  });

  test("a request for outputs holds offsets, consumer, direction and the initial values", () => {
    const lines = [
      { offset: 17, isActiveLow: false },
      { offset: 27, isActiveLow: false },
    ];
    const request = encodeOutputRequest(lines, "tram-kiosk");
    expect([request.readUInt32LE(0), request.readUInt32LE(4), request.readUInt32LE(8)]).toEqual([17, 27, 0]);
    expect(request.toString("latin1", 256, 267)).toBe("tram-kiosk\0");
    expect(request.readBigUInt64LE(288)).toBe(8n); // GPIO_V2_LINE_FLAG_OUTPUT
    expect(request.readUInt32LE(296)).toBe(1); // one attribute:
    expect(request.readUInt32LE(320)).toBe(2); // GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES
    expect(request.readBigUInt64LE(328)).toBe(0n); // all inactive
    expect(request.readBigUInt64LE(336)).toBe(0b11n); // both lines
    expect(request.readUInt32LE(560)).toBe(2);
  });

  test("active-low lines get their polarity in the same request", () => {
    const request = encodeOutputRequest(
      [
        { offset: 1, isActiveLow: false },
        { offset: 2, isActiveLow: true },
      ],
      "x",
    );
    expect(request.readUInt32LE(296)).toBe(2);
    expect(request.readUInt32LE(344)).toBe(1); // GPIO_V2_LINE_ATTR_ID_FLAGS
    expect(request.readBigUInt64LE(352)).toBe(0b1010n); // OUTPUT and ACTIVE_LOW
    expect(request.readBigUInt64LE(360)).toBe(0b10n); // the second line
  });

  test("a request for inputs holds pull, edges and polarity of each line, and how long the kernel waits for a level to rest", () => {
    const request = encodeInputRequest(
      [
        { offset: 16, isActiveLow: true, pull: "up", debounceMs: 20 },
        { offset: 20, isActiveLow: false, pull: "up", debounceMs: 50 },
        { offset: 26, isActiveLow: false, pull: "up", debounceMs: 50 },
      ],
      "tram-kiosk",
    );
    expect([request.readUInt32LE(0), request.readUInt32LE(4), request.readUInt32LE(8)]).toEqual([16, 20, 26]);
    const attributes = Array.from({ length: request.readUInt32LE(296) }, (_, index) => {
      const at = 320 + 24 * index;
      return [request.readUInt32LE(at), request.readBigUInt64LE(at + 8), request.readBigUInt64LE(at + 16)];
    });
    // INPUT 4, EDGE_RISING 16, EDGE_FALLING 32, BIAS_PULL_UP 256; ACTIVE_LOW 2. Debounce: microseconds, in the low half of the union.
    expect(attributes).toEqual([
      [1, 310n, 0b001n],
      [1, 308n, 0b110n],
      [3, 20_000n, 0b001n],
      [3, 50_000n, 0b110n],
    ]);
  });

  test("edges are read from their places", () => {
    const events = Buffer.alloc(2 * LINE_EVENT_BYTES + 7); // 7 bytes of none
    events.writeBigUInt64LE(1_234_567_890n, 0);
    events.writeUInt32LE(1, 8); // GPIO_V2_LINE_EVENT_RISING_EDGE
    events.writeUInt32LE(16, 12);
    events.writeUInt32LE(2, LINE_EVENT_BYTES + 8);
    events.writeUInt32LE(20, LINE_EVENT_BYTES + 12);
    expect(parseEvents(events)).toEqual([
      { offset: 16, isActive: true, atMs: 1234.567 },
      { offset: 20, isActive: false, atMs: 0 },
    ]);
  });

  test("a consumer name that is too long is cut before the closing NUL", () => {
    const request = encodeOutputRequest([{ offset: 0, isActiveLow: false }], "x".repeat(80));
    expect(request.toString("latin1", 256, 288)).toBe(`${"x".repeat(31)}\0`);
  });

  test("no lines and more lines than a request can carry are refused", () => {
    const line = { offset: 0, isActiveLow: false };
    expect(() => encodeOutputRequest([], "x")).toThrow("gpio: 0 lines in one request, 1 to 64 fit");
    expect(() => encodeOutputRequest(Array(65).fill(line), "x")).toThrow(RangeError);
  });

  test("what the kernel writes is read from its places", () => {
    const chip = emptyChipInfo();
    chip.write("gpiochip0", 0);
    chip.write("pinctrl-bcm2711", 32);
    chip.writeUInt32LE(58, 64);
    expect(parseChipInfo(chip)).toEqual({ label: "pinctrl-bcm2711", lines: 58 });

    const line = encodeLineInfo(25);
    expect(line.readUInt32LE(64)).toBe(25);
    expect(parseLineInfo(line)).toEqual({ isUsed: false, isOutput: false, consumer: "" });
    line.write("f".repeat(32), 32); // fills its field: no NUL
    line.writeBigUInt64LE(0b1001n, 72);
    expect(parseLineInfo(line)).toEqual({ isUsed: true, isOutput: true, consumer: "f".repeat(32) });

    const request = encodeOutputRequest([{ offset: 0, isActiveLow: false }], "x");
    request.writeInt32LE(23, 588);
    expect(parseRequestFd(request)).toBe(23);
  });

  test("values carry bit n for the n-th line", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 64 }), (bits) => {
        const values = encodeValues(bitmap(bits), bitmap(bits.map(() => true)));
        bits.forEach((bit, index) => {
          expect((values.readBigUInt64LE(0) >> BigInt(index)) & 1n).toBe(bit ? 1n : 0n);
        });
        expect(values.readBigUInt64LE(8)).toBe(2n ** BigInt(bits.length) - 1n);
      }),
    );
  });
});

describe("opening the board", () => {
  const places = () => ({ devices: folder, modules: folder, sysfs: join(folder, "gpio"), pwm: join(folder, "pwm") });

  test("a machine without a GPIO chip is told so, and what to do", async () => {
    await expect(openGpioLines(STANDARD_WIRING, places())).rejects.toThrow(
      `gpio: no gpiochip in ${folder}: this machine has no such lines, run without lamps`,
    );
  });

  test("a link to a chip and a file with its name are no chips", async () => {
    symlinkSync("/dev/null", join(folder, "gpiochip4"));
    writeFileSync(join(folder, "gpiochip0"), "");
    await expect(openGpioLines(STANDARD_WIRING, places())).rejects.toThrow("no gpiochip in");
  });

  test("two lines on one pin are refused before the kernel is asked", async () => {
    await expect(openGpioLines({ labels: [], offsets: { red: 17, relay: 17 } }, places())).rejects.toThrow(
      "gpio: two lines are wired to the same pin",
    );
  });

  test("a request the kernel refuses throws with the name of the error", async () => {
    const libc = await loadLibc();
    const fd = openSync("/dev/null", "r+");
    try {
      const refused = () => libc.ioctl(fd, GPIO_IOCTL.chipInfo, emptyChipInfo());
      expect(refused).toThrow("ioctl: ENOTTY (errno 25)");
      expect(errorOf(refused)).toBe("ENOTTY");
    } finally {
      closeSync(fd);
    }
  });
});

function errorOf(act: () => void): string | undefined {
  try {
    act();
  } catch (error) {
    return errorCode(error);
  }
  return undefined;
}

describe("the relay", () => {
  const pi = { label: "pinctrl-bcm2711", offset: 25, isActiveLow: false };

  function setParameter(module: string, value: string): string {
    const parameters = join(folder, module, "parameters");
    mkdirSync(parameters, { recursive: true });
    writeFileSync(join(parameters, "persist_gpio_outputs"), `${value}\n`);
    return folder;
  }

  test.each([
    ["pinctrl-bcm2835", "pinctrl_bcm2835"],
    ["pinctrl-bcm2711", "pinctrl_bcm2835"],
    ["pinctrl-rp1", "pinctrl_rp1"],
  ])("may be driven on %s when the kernel lets released lines fall", (label, module) => {
    expect(relayFault({ ...pi, label }, setParameter(module, "N"))).toBeUndefined();
  });

  test("is refused where the kernel keeps the lines of a dead process, with the line to add to config.txt", () => {
    const fault = relayFault(pi, setParameter("pinctrl_bcm2835", "Y"));
    expect(fault).toContain("persist_gpio_outputs is Y and must be N");
    expect(fault).toContain("dtparam=strict_gpiod");
  });

  test("is refused on a Pi whose kernel does not tell", () => {
    expect(relayFault(pi, folder)).toContain("persist_gpio_outputs cannot be read");
  });

  test("is not judged by another chip's parameter", () => {
    expect(relayFault({ ...pi, label: "pinctrl-rp1" }, setParameter("pinctrl_bcm2835", "N"))).toContain("cannot be read");
  });

  test("is refused on a chip that is no Raspberry Pi's", () => {
    expect(relayFault({ ...pi, label: "9030000.pl061" }, folder)).toContain("relays are driven on a Raspberry Pi only");
  });

  test.each([0, 8])("is refused on GPIO %i, which is high while the board starts", (offset) => {
    expect(relayFault({ ...pi, offset }, setParameter("pinctrl_bcm2835", "N"))).toContain(`GPIO ${offset} is high while the board starts`);
  });

  test("is refused when it is active-low: it would pull in on release", () => {
    expect(relayFault({ ...pi, isActiveLow: true }, setParameter("pinctrl_bcm2835", "N"))).toContain("active-low");
  });
});
