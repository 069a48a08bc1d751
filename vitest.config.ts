import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";

// `--mode long`: what takes more than a minute by itself, and is run before anything lands (`npm run test:long`).
// `--mode machine`: the installed kiosk in an emulated board (`npm run test:machine`, test/machine/README.md); `--mode machine-long`: what takes it minutes a case.
export default defineConfig(({ mode }) => {
  const isMachine = mode.startsWith("machine");
  return {
    test: {
      ...(mode === "long"
        ? { include: ["test/long/*.test.ts"] }
        : isMachine
          ? {
              include: [mode === "machine" ? "test/machine/*.test.ts" : "test/machine/long/*.test.ts"],
              globalSetup: "test/machine/machine.setup.ts",
            }
          : { include: ["test/**/*.test.ts"], exclude: [...configDefaults.exclude, "test/long/**", "test/machine/**"] }),
      // Much of the time goes by in waiting for processes, passphrases and browsers: three workers for two cores.
      // One machine at a time: it emulates a processor.
      maxWorkers: isMachine ? 1 : Math.ceil(1.5 * availableParallelism()),
      setupFiles: ["test/support/properties.ts"],
      // Real processes, pseudo-terminals and browsers are slower on two cores than on a developer's machine.
      testTimeout: isMachine ? 180_000 : 30_000,
      hookTimeout: 60_000,
      // Each case of the machine is restored from its snapshot: what fails twice does not fail by the moment it met.
      retry: isMachine ? 1 : 0,
      expect: { poll: { timeout: 10_000 } },
    },
  };
});
