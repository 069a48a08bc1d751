import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join } from "node:path";

/**
 * Puts the rule of Linux 4.7 to 6.10 on a folder laid out as a PWM channel (pwm_apply_state(), drivers/pwm/core.c): whatever is written, a state
 * with period 0, or with more of it on than it is long, is EINVAL. Gives what takes the rule away.
 */
export function olderPwm(channel: string): () => void {
  const write = fs.writeFileSync;
  fs.writeFileSync = (file, data, options) => {
    if (dirname(String(file)) === channel) {
      const read = (name: string) =>
        String(file) === join(channel, name) ? Number(data) : Number(fs.readFileSync(join(channel, name), "latin1"));
      if (read("period") === 0 || read("duty_cycle") > read("period")) throw Object.assign(new Error("EINVAL"), { code: "EINVAL" });
    }
    write(file, data, options);
  };
  syncBuiltinESMExports();
  return () => {
    fs.writeFileSync = write;
    syncBuiltinESMExports();
  };
}
