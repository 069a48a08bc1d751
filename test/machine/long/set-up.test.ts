// A machine out of its box: the hand-over from the set-up page to the kiosk, whoever is killed on the way.
import { expect } from "vitest";
import { KIOSK, signedConfiguration } from "../kiosk-files.ts";
import { ask } from "../pages.ts";
import type { Machine } from "../qemu.ts";
import { IS_READY, onMachine, restored, untilSo } from "../restored.ts";

const STICK = "/run/media/office/tram-provision";
const [CONFIG, DRAFT] = ["/etc/tram/kiosk.toml", "/var/lib/tram/set-up.json"];
const SLOW = { timeout: 400_000 } as const;
const STARTED_MS = 180_000;
const HOUR = 3600;

/** As it comes from its box: no configuration, no data; the set-up page is on the screen. */
async function outOfItsBox(): Promise<{ readonly machine: Machine; readonly root: Uint8Array }> {
  const machine = await restored();
  const root = Buffer.from(await machine.ask("base64 -w0 /etc/tram/root.json"), "base64");
  await machine.ask("systemctl stop tram-kiosk; rm -rf /etc/tram/* /var/lib/tram/*; systemctl --no-block start tram-setup");
  await untilPage(machine);
  return { machine, root };
}

const untilPage = (machine: Machine) =>
  untilSo(machine, "systemctl is-active tram-setup && busybox wget -qO- http://127.0.0.1:8420/ | grep -q tram-setup", STARTED_MS);

/** What the page is shown first, of this kind. */
const shown = (machine: Machine, what: string, withinMs?: number) =>
  untilSo(machine, `timeout 3 busybox wget -qO- http://127.0.0.1:8420/setup/events >/run/shown; grep -q '${what}' /run/shown`, withinMs);

onMachine(
  "the kiosk takes the screen over when the code for enrolment was taken away, and not before, whoever is killed on the way",
  SLOW,
  async () => {
    const { machine, root } = await outOfItsBox();
    const { bytes, fingerprint } = signedConfiguration(root, "phuong-thu");
    await machine.ask(`mkdir -p ${STICK}; echo ${Buffer.from(bytes).toString("base64")} | base64 -d >${STICK}/${KIOSK}.tramcfg`);
    await shown(machine, '"kind":"review"');
    expect(await ask(machine, "POST /setup/answer", { body: { fingerprint, generation: 1 } })).toMatchObject({ status: 204 });
    await untilSo(machine, `[ -e ${CONFIG} ]`);
    await machine.ask("systemctl kill --signal=KILL tram-setup");
    await untilSo(machine, "systemctl show -P NRestarts tram-setup | grep -qx 1");
    await untilPage(machine);
    await shown(machine, '"kind":"done"');
    await machine.ask("systemctl start tram-kiosk");
    expect(await machine.ask("systemctl show -P ConditionResult tram-kiosk")).toBe("no");
    expect(await ask(machine, "POST /setup/finish")).toMatchObject({ status: 204 });
    await untilSo(machine, `[ ! -e ${DRAFT} ] && ${IS_READY}`, STARTED_MS);
    expect((await machine.run("systemctl is-active tram-setup")).output.trim()).toBe("inactive");
  },
);

onMachine("a set-up that is killed in its last moment still hands the screen over", SLOW, async () => {
  const machine = await restored();
  // As after the code was shown: a configuration and a draft, and the draft is taken away.
  await machine.ask(`systemctl stop tram-kiosk; touch ${DRAFT}; chown tram: ${DRAFT}; systemctl --no-block start tram-setup`);
  await untilPage(machine);
  await machine.ask(`rm ${DRAFT}; systemctl kill --signal=KILL tram-setup`);
  await untilSo(machine, IS_READY, STARTED_MS);
  expect((await machine.run("systemctl is-active tram-setup")).output.trim()).not.toBe("active");
});

onMachine("the set-up page sets clock and zone, by a root without capabilities; a kiosk at work sets neither", SLOW, async () => {
  const { machine } = await outOfItsBox();
  const now = Number(await machine.ask("date +%s"));
  expect(await ask(machine, "POST /setup/guide", { body: { do: "clock", at: now + 5 * HOUR } })).toMatchObject({ status: 204 });
  await untilSo(machine, `[ $(date +%s) -ge ${now + 5 * HOUR} ]`, 120_000);
  expect(Number(await machine.ask("date +%s")) - now - 5 * HOUR).toBeLessThan(120);
  expect(await machine.ask("readlink /etc/localtime")).toMatch(/zoneinfo\/Asia\/Ho_Chi_Minh$/);
  await shown(machine, '"setting":"set"');
  await untilSo(machine, "systemctl show -P ActiveState tram-clock | grep -qx inactive && [ ! -e /run/tram-setup/clock-order.json ]");

  // The same order where there is a kiosk: nobody carries it out.
  await machine.ask(`touch ${CONFIG}`);
  await machine.ask(`printf '{"format":"tram-clock-1","at":%s,"writtenAt":%s}\\n' ${now} $(date +%s) >/run/tram-setup/clock-order.json`);
  await machine.ask("systemctl start tram-clock");
  expect(await machine.ask("systemctl show -P ConditionResult tram-clock")).toBe("no");
  expect(Number(await machine.ask("date +%s"))).toBeGreaterThan(now + 5 * HOUR);
});
