/**
 * Resolves when this process is asked to end: SIGTERM, SIGINT, SIGHUP, or the end of the process that started it and keeps an IPC
 * channel to us. The channel itself keeps no process alive. A second signal ends the process at once, as it would any other.
 */
export function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) process.once(signal, () => resolve(signal));
    process.once("disconnect", () => resolve("disconnect"));
    process.channel?.unref();
  });
}
