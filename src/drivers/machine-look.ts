import { readdir, readFile, stat } from "node:fs/promises";
import { freemem, release, totalmem, userInfo } from "node:os";
import { join } from "node:path";
import type { MachineFacts, SensorFacts, ServiceFacts } from "../core/machine-facts.ts";

/** What Linux tells of itself in files below `root`, which is `/` but in tests. What is absent is undefined, never an error. */
export function machineLook(root: string) {
  /** The text of a small file of the kernel's, trimmed. */
  const text = (...path: string[]): Promise<string | undefined> =>
    readFile(join(root, ...path), "utf8").then(
      (contents) => contents.trim(),
      () => undefined,
    );
  const names = (...path: string[]): Promise<readonly string[]> =>
    readdir(join(root, ...path)).then(
      (found) => found.toSorted(),
      () => [],
    );
  const exists = (...path: string[]): Promise<boolean> =>
    stat(join(root, ...path)).then(
      () => true,
      () => false,
    );

  async function number(...path: string[]): Promise<number | undefined> {
    const contents = await text(...path);
    return contents !== undefined && /^-?\d{1,15}$/.test(contents) ? Number(contents) : undefined;
  }

  async function hottest(): Promise<number | undefined> {
    const zones = (await names("sys/class/thermal")).filter((name) => name.startsWith("thermal_zone"));
    const values = (await Promise.all(zones.map((zone) => number("sys/class/thermal", zone, "temp")))).filter(
      (value) => value !== undefined,
    );
    return values.length === 0 ? undefined : Math.max(...values) / 1000;
  }

  /** Raspberry Pi's kernel only. Not through its older file get_throttled: reading that writes a warning to the kernel's log. */
  async function underVoltage(): Promise<boolean | undefined> {
    for (const device of await names("sys/class/hwmon")) {
      if ((await text("sys/class/hwmon", device, "name")) !== "rpi_volt") continue;
      const alarm = await number("sys/class/hwmon", device, "in0_lcrit_alarm");
      return alarm === undefined ? undefined : alarm !== 0;
    }
    return undefined;
  }

  return {
    async machine(): Promise<MachineFacts> {
      const { arch, platform, versions } = process;
      return {
        version: await ownVersion(),
        node: versions.node,
        platform,
        arch,
        libc: libcOf(await names("lib")),
        // The kernel ends it with a NUL.
        model: (await text("proc/device-tree/model"))?.replaceAll("\0", ""),
        kernel: release(),
        memoryBytes: { total: totalmem(), available: process.availableMemory?.() ?? freemem() },
        user: whoAmI(),
      };
    },

    async service(environment: NodeJS.ProcessEnv): Promise<ServiceFacts> {
      const places = ["etc/systemd/system", "usr/lib/systemd/system", "lib/systemd/system"];
      const isInstalled = (await Promise.all(places.map((place) => exists(place, UNIT)))).includes(true);
      // A link, and not looked through: its target need not be below `root`.
      const isEnabled = (await names("etc/systemd/system/multi-user.target.wants")).includes(UNIT);
      return {
        isSystemd: await exists("run/systemd/system"), // sd_booted(3)
        unit: isEnabled ? "enabled" : isInstalled ? "installed" : "absent",
        isNotified: Boolean(environment["NOTIFY_SOCKET"]),
        hasHardwareWatchdog: await exists("dev/watchdog0"),
      };
    },

    async sensors(): Promise<SensorFacts> {
      return { celsius: await hottest(), isUnderVoltage: await underVoltage() };
    },

    async serialDevices(): Promise<readonly string[]> {
      const folder = "dev/serial/by-id";
      return (await names(folder)).map((name) => join(root, folder, name));
    },

    /** Media devices' paths. */
    async mediaDevices(): Promise<readonly string[]> {
      return (await names("dev")).filter((name) => /^media\d+$/.test(name)).map((name) => join(root, "dev", name));
    },
  };
}

const UNIT = "tram-kiosk.service";

async function ownVersion(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
  const version = typeof manifest === "object" && manifest !== null && "version" in manifest ? manifest.version : undefined;
  return typeof version === "string" ? version : "of unknown version";
}

/** The C library this Node runs on: glibc tells its version to Node's report, musl only has its loader. */
function libcOf(loaders: readonly string[]): string | undefined {
  // Looking up the addresses of the network takes longest. Node 24 knows the member, its types do not yet.
  Object.assign(process.report, { excludeNetwork: true });
  const report: unknown = process.report.getReport();
  const header = typeof report === "object" && report !== null && "header" in report ? report.header : undefined;
  if (typeof header === "object" && header !== null && "glibcVersionRuntime" in header) return `glibc ${header.glibcVersionRuntime}`;
  return loaders.some((name) => name.startsWith("ld-musl-")) ? "musl" : undefined;
}

/** An account that the system has no name for is one, too. */
function whoAmI(): MachineFacts["user"] {
  try {
    const { username, uid } = userInfo();
    return { name: username, id: uid };
  } catch {
    return { name: "nameless", id: process.getuid?.() ?? -1 };
  }
}
