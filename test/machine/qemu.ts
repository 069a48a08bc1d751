// The emulated board from outside: a QEMU process, its monitor, its agent, its serial ports.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { connectLines, type LineSocket } from "./line-socket.ts";

/** The one state to which every case goes back. */
const SNAPSHOT = "ready";
/** Of the machine, MiB: what a Pi Zero 2 W has. */
const MEMORY_MIB = 512;

/** Where the pieces are that scripts/machine/ has made. */
export interface MachineFiles {
  /** vmlinuz, initrd, root.squashfs. */
  readonly base: string;
  /** application.squashfs, data.qcow2; sockets and logs of a run. */
  readonly out: string;
}

/** What a command in the machine came to. */
export interface Answer {
  readonly code: number;
  readonly output: string;
}

/** A running machine. */
export interface Machine {
  /** Runs a shell command inside, as root; up to two minutes. */
  run(command: string): Promise<Answer>;
  /** The same, which must succeed; gives what it said, without the last line end. */
  ask(command: string): Promise<string>;
  /** A command of the QEMU machine protocol. */
  qmp(command: string, args?: object): Promise<unknown>;
  /** The next event of this name. */
  event(name: string): Promise<object>;
  /** A socket of the machine by its name: `uart`, `usb`, `shown`. */
  socket(name: string): Promise<LineSocket>;
  save(): Promise<void>;
  /** Cuts the power. */
  cut(): Promise<void>;
}

/** Switches a machine on: cold, or as it was when it was saved. Resolves when its agent answers. */
export async function switchOn(files: MachineFiles, start: "cold" | "restored", more: readonly string[] = []): Promise<Machine> {
  const run = join(files.out, "run");
  rmSync(run, { recursive: true, force: true });
  mkdirSync(run, { recursive: true });
  const log = openSync(join(run, "qemu.log"), "w");
  const restore = start === "restored" ? ["-loadvm", SNAPSHOT] : [];
  const child = spawn("qemu-system-x86_64", [...optionsFor(files, run), ...restore, ...more], { stdio: ["ignore", log, log] });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const connectNamed = (name: string) => connectLines(join(run, name), isAlive);
  try {
    const [agent, monitor] = [await connectNamed("agent"), await connectNamed("monitor")];
    await monitor.line();
    const machine = operate(child, agent, monitor, connectNamed);
    await machine.qmp("qmp_capabilities");
    if (start === "cold") await agent.line((line) => line === "ready");
    return machine;
  } catch (error) {
    child.kill("SIGKILL");
    throw new Error(`machine: ${error}\n${readFileSync(join(run, "qemu.log"), "utf8")}`);
  }
}

function operate(child: ChildProcess, agent: LineSocket, monitor: LineSocket, socket: Machine["socket"]): Machine {
  const events: { readonly event: string }[] = [];
  const message = async () => JSON.parse(await monitor.line());
  const run = async (command: string): Promise<Answer> => {
    agent.write(`${Buffer.from(command).toString("base64")}\n`);
    const [code, output = ""] = (await agent.line((line) => /^\d+ /.test(line))).split(" ");
    return { code: Number(code), output: Buffer.from(output, "base64").toString() };
  };
  const qmp: Machine["qmp"] = async (execute, args) => {
    monitor.write(`${JSON.stringify({ execute, ...(args && { arguments: args }) })}\n`);
    for (;;) {
      const answer = await message();
      if ("event" in answer) events.push(answer);
      else if ("error" in answer) throw new Error(`qemu: ${execute}: ${JSON.stringify(answer.error)}`);
      else return answer.return;
    }
  };
  return {
    run,
    async ask(command) {
      const { code, output } = await run(command);
      if (code !== 0) throw new Error(`machine: ${command} ended with ${code}: ${output}`);
      return output;
    },
    qmp,
    async event(name) {
      for (;;) {
        const known = events.findIndex(({ event }) => event === name);
        const [found] = known < 0 ? [] : events.splice(known, 1);
        if (found) return found;
        events.push(await message());
      }
    },
    socket,
    async save() {
      const said = await qmp("human-monitor-command", { "command-line": `savevm ${SNAPSHOT}` });
      if (said !== "") throw new Error(`qemu: savevm: ${said}`);
    },
    async cut() {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await ended;
      agent.close();
      monitor.close();
    },
  };
}

function optionsFor({ base, out }: MachineFiles, run: string): readonly string[] {
  const socket = (id: string) => ["-chardev", `socket,id=${id},path=${join(run, id)},server=on,wait=off`];
  const disk = (id: string, file: string) => ["-drive", `file=${file},if=none,id=${id}`, "-device", `virtio-blk-pci,drive=${id}`];
  const readOnly = (id: string, file: string) => disk(id, `${file},format=raw,readonly=on`);
  const port = (name: string) => [...socket(name), "-device", `virtserialport,chardev=${name},name=${name}`];
  return [
    ...[
      "-M",
      "q35",
      "-cpu",
      "max",
      "-accel",
      "tcg",
      "-smp",
      "1",
      "-m",
      String(MEMORY_MIB),
      "-nodefaults",
      "-display",
      "none",
      "-no-reboot",
    ],
    ...["-kernel", join(base, "vmlinuz"), "-initrd", join(base, "initrd")],
    // no_timer_check: beside busy neighbours the timer misses the ticks that the kernel waits for, which it takes for a broken board (kernel-parameters.txt).
    ...["-append", "console=ttyS0 quiet systemd.show_status=0 panic=-1 no_timer_check"],
    ...["-serial", `file:${join(run, "console.log")}`, ...socket("uart"), "-serial", "chardev:uart"],
    ...readOnly("root", join(base, "root.squashfs")),
    ...readOnly("application", join(out, "application.squashfs")),
    ...disk("data", `${join(out, "data.qcow2")},format=qcow2`),
    ...["-device", "virtio-serial-pci", ...port("agent"), ...port("shown")],
    ...["-device", "qemu-xhci,id=usb", ...socket("reader")],
    // An empty bus, to which a case may plug a disk.
    ...["-device", "virtio-scsi-pci,id=scsi"],
    ...["-device", "i6300esb", "-action", "watchdog=pause"],
    ...["-object", "rng-random,filename=/dev/urandom,id=chance", "-device", "virtio-rng-pci,rng=chance"],
    ...[...socket("monitor"), "-mon", "chardev=monitor,mode=control"],
  ];
}
