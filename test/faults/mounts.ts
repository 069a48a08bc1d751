import { spawnSync } from "node:child_process";

const mounted = new Map<string, () => void>();

// Asked to end in the midst of it, this process leaves no disk behind. Lazily: a program that is just dying may still have a file open there.
process.on("exit", () => {
  for (const [folder, undo] of mounted) {
    spawnSync("umount", ["--lazy", folder]);
    undo();
  }
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));

/** Runs a command of the system; true where it succeeded. */
export function run(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/** Mounts something; `undo` is done once it is unmounted. False where there is no right to. */
export function mount(folder: string, args: readonly string[], undo: () => void = () => undefined): boolean {
  if (!run("mount", ...args, folder)) return false;
  mounted.set(folder, undo);
  return true;
}

/** Unmounts what mount() has mounted there, if anything. */
export function unmount(folder: string): void {
  const undo = mounted.get(folder);
  if (!undo) return;
  // Where a failure has left something open there, it goes as soon as that is closed.
  if (!run("umount", folder)) run("umount", "--lazy", folder);
  mounted.delete(folder);
  undo();
}
