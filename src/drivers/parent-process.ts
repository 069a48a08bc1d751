/**
 * Resolves when this process is asked to end: SIGTERM, SIGINT, SIGHUP, SIGQUIT, or the end of the process that started it and keeps an IPC
 * channel to us. The channel itself keeps no process alive. A second signal ends the process at once, as it would any other.
 */
export function stopRequested(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"] as const) process.once(signal, () => resolve(signal));
    process.once("disconnect", () => resolve("disconnect"));
    process.channel?.unref();
  });
}

/** Tells the process that started this one, where there is one with a channel to us, that we are ready and where. */
export function tellParent(ready: { readonly url: string; readonly serialLine?: string }): void {
  // It may go away at this very moment: then nobody is left to be told.
  if (process.connected) process.send?.({ ready: true, ...ready }, undefined, undefined, () => undefined);
}

/**
 * Says whether the process that started this one has told us, by its channel, that all this is a demo. No option, variable or file can: only `tram demo`
 * starts us so.
 */
export function demoByParent(): () => boolean {
  let isDemo = false;
  process.on("message", (message) => {
    if (typeof message === "object" && message !== null && "demo" in message && message.demo === true) isDemo = true;
  });
  return () => isDemo;
}
