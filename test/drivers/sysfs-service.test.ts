import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

// That systemd does what stands there is shown on a kernel with sysfs alone (test/machine/sysfs.test.ts); what must stand there is held here.

const read = (file: string) => readFileSync(new URL(`../../firmware/${file}`, import.meta.url), "utf8");
const unit = read("systemd/tram-kiosk.service");
const dropIn = read("systemd/tram-kiosk-sysfs.conf");

test("the unit alone leaves /sys read-only; the drop-in opens the lines' files below it and nothing else", () => {
  expect(unit).toContain("ProtectKernelTunables=yes");
  expect(dropIn.split("\n").filter((line) => /^[^#\s]/.test(line))).toEqual([
    "[Service]",
    "ReadWritePaths=-/sys/class/gpio -/sys/devices/platform/soc -/sys/devices/platform/axi",
  ]);
});

test("udev gives its group what makes a pin, and each pin", () => {
  const rule = read("udev/60-tram-gpio.rules")
    .split("\n")
    .find((line) => line.includes('TEST=="/sys/class/gpio/export"'));
  expect(rule).toMatch(/^ACTION=="add", SUBSYSTEM=="gpio", /);
  expect(rule).toContain("chgrp gpio /sys/class/gpio/export /sys/class/gpio/unexport");
  expect(rule).toContain("chgrp -R gpio /sys%p");
});

test("the README names the drop-in where it is to be installed", () => {
  expect(read("README.md")).toContain("tram-kiosk-sysfs.conf /etc/systemd/system/tram-kiosk.service.d/sysfs.conf");
});
