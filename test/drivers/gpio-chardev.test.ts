import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LINE_NAMES } from "../../src/core/indication.ts";
import {
  bitmap,
  emptyChipInfo,
  encodeLineInfo,
  encodeOutputRequest,
  encodeValues,
  GPIO_IOCTL,
  parseChipInfo,
  parseLineInfo,
  parseRequestFd,
} from "../../src/drivers/gpio-abi.ts";
import { openGpioLines, STANDARD_WIRING } from "../../src/drivers/gpio-chardev.ts";
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
    expect(GPIO_IOCTL).toEqual({ chipInfo: 0x8044b401, lineInfo: 0xc100b405, requestLines: 0xc250b407, setValues: 0xc010b40f });
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
    expect(parseLineInfo(line)).toEqual({ isUsed: false, consumer: "" });
    line.write("f".repeat(32), 32); // fills its field: no NUL
    line.writeBigUInt64LE(0b1001n, 72);
    expect(parseLineInfo(line)).toEqual({ isUsed: true, consumer: "f".repeat(32) });

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
  const places = () => ({ devices: folder, modules: folder });

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
  const pi = { label: "pinctrl-bcm2711", isActiveLow: false };

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

  test("is refused when it is active-low: it would pull in on release", () => {
    expect(relayFault({ ...pi, isActiveLow: true }, setParameter("pinctrl_bcm2835", "N"))).toContain("active-low");
  });
});

describe("hardware/pins.yaml", () => {
  const text = readFileSync(new URL("../../hardware/pins.yaml", import.meta.url), "utf8");
  const rows = [...text.matchAll(/^ {2}(\w+): +\{ gpio: (\d+), pin: (\d+), active: (\w+), drives: [^,{}]+ \}$/gm)];
  const pins = rows.map(([, name = "", gpio, pin, active]) => ({ name, gpio: Number(gpio), pin: Number(pin), active }));

  test("says what the driver does", () => {
    expect(Object.fromEntries(pins.map(({ name, gpio }) => [name, gpio]))).toEqual(STANDARD_WIRING.offsets);
    expect(pins.map(({ name }) => name)).toEqual([...LINE_NAMES]);
    expect(/^chips: \[(.*)\]/m.exec(text)?.[1]?.split(", ")).toEqual(STANDARD_WIRING.labels);
    expect(pins.every(({ active }) => active === "high")).toBe(true);
  });

  test("uses no pin twice, and only pins that are pulled down until the kiosk takes them", () => {
    expect(new Set(pins.map(({ gpio }) => gpio)).size).toBe(pins.length);
    for (const { gpio } of pins) expect(gpio >= 9 && gpio <= 27).toBe(true);
  });

  test("gives each GPIO its place on the 40-pin header", () => {
    // Raspberry Pi documentation, "GPIO and the 40-pin header".
    const header: Readonly<Record<number, number>> = { 17: 11, 27: 13, 22: 15, 23: 16, 24: 18, 25: 22 };
    for (const { gpio, pin } of pins) expect(pin).toBe(header[gpio]);
  });
});
