import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Much of the time goes by in waiting for processes, passphrases and browsers; one worker a core, as the default leaves one idle.
    maxWorkers: "100%",
    setupFiles: ["test/support/properties.ts"],
    // Real processes, pseudo-terminals and browsers are slower on two cores than on a developer's machine.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
