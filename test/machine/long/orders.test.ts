// What a technician orders on the page of the installed kiosk, and the kiosk itself may not do: systemd stops it, another service does it.
import { expect } from "vitest";
import { INPUT_PINS } from "../../../src/core/board/standard-pins.ts";
import { KIOSK, signedConfiguration } from "../kiosk-files.ts";
import { ask, enterTechnician, untilAnswered } from "../pages.ts";
import type { Machine } from "../qemu.ts";
import { IS_READY, onMachine, restored, untilSo } from "../restored.ts";

const BUTTON = INPUT_PINS["service-button"].gpio;
const STICK = "/run/media/office";
const [DATA, ORDER] = ["/var/lib/tram", "/var/lib/tram/configuration-order/tram-provision"];
/** Two programs are started one after the other, and then the kiosk: half a minute each, beside busy neighbours. */
const CARRIED_OUT_MS = 180_000;
const SLOW = { timeout: 400_000 } as const;

async function putOnStick(machine: Machine, bytes: Uint8Array): Promise<void> {
  const file = `${STICK}/tram-provision/${KIOSK}.tramcfg`;
  await machine.ask(`mkdir -p ${STICK}/tram-provision; echo ${Buffer.from(bytes).toString("base64")} | base64 -d >${file}`);
}

/** What the service that carries orders out came to, last. */
const carriedOut = (machine: Machine) => machine.ask("systemctl show -P Result tram-order");

onMachine("a configuration that was agreed to at the kiosk is written by who may, and the kiosk comes back with it", SLOW, async () => {
  const machine = await restored();
  const root = Buffer.from(await machine.ask("base64 -w0 /etc/tram/root.json"), "base64");
  const { bytes } = signedConfiguration(root, "phuong-thu");
  await putOnStick(machine, bytes);
  const token = await enterTechnician(machine, BUTTON);
  expect(await ask(machine, "POST /technician/configuration", { token, body: { do: "begin" } })).toMatchObject({ status: 204 });
  await untilAnswered(machine, "GET /technician/work", { token }, ({ body }) => /"kind":"review".*"asks":"yes"/s.exec(body) ?? undefined);
  expect(await ask(machine, "POST /technician/answer", { token, body: { generation: 1 } })).toMatchObject({ status: 204 });

  await untilSo(machine, "grep -q 'group = \"phuong-thu\"' /etc/tram/kiosk.toml", CARRIED_OUT_MS);
  await untilSo(machine, `[ ! -e ${ORDER} ] && [ "$(systemctl is-active tram-order)" = inactive ] && ${IS_READY}`, CARRIED_OUT_MS);
  expect(await carriedOut(machine)).toBe("success");
  // Nobody but the kiosk's account reads it, and the kiosk itself still may not write it.
  expect(await machine.ask("stat -c '%U %a' /etc/tram/kiosk.toml")).toBe("tram 600");
  expect(await machine.ask("systemctl is-active tram-order.path")).toBe("active");
});

onMachine("a reset leaves not one file of the kiosk, shows what was signed, and ends at the set-up page", SLOW, async () => {
  const machine = await restored();
  const token = await enterTechnician(machine, BUTTON);
  const { unsent } = JSON.parse((await ask(machine, "GET /technician/reset", { token })).body);
  const wish = { kiosk: KIOSK, abandon: unsent };
  const answer = await ask(machine, "POST /technician/reset", { token, body: wish });
  // systemd stops the kiosk as soon as there is an order: the answer comes all the same.
  expect(answer).toMatchObject({ status: 202 });
  const { kind, note, onStick } = JSON.parse(answer.body);
  expect(kind).toBe("begun");
  await untilSo(machine, "systemctl is-active tram-setup", CARRIED_OUT_MS);
  expect(await carriedOut(machine)).toBe("success");
  expect(await machine.ask(`find ${DATA} /etc/tram -type f`)).toBe("");
  expect(await machine.ask(`cat ${STICK}/${onStick}`)).toBe(note.trimEnd());
  expect(await machine.ask("journalctl --no-pager -u tram-order -o cat")).toContain(note.trimEnd().split("\n").at(-1));
  await untilSo(machine, "busybox wget -qO- http://127.0.0.1:8420/ | grep -q tram-setup");
  // Without a start of the machine in between.
  expect(await machine.ask("systemctl is-active tram-clock.path")).toBe("active");
  expect((await machine.run("systemctl is-active tram-kiosk")).output.trim()).toBe("inactive");
});
