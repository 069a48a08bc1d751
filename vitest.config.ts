import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Much of the time goes by in waiting for processes, passphrases and browsers: three workers for two cores.
    maxWorkers: Math.ceil(1.5 * availableParallelism()),
    setupFiles: ["test/support/properties.ts"],
    // Real processes, pseudo-terminals and browsers are slower on two cores than on a developer's machine.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
