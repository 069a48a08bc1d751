import { existsSync } from "node:fs";
import { join } from "node:path";
import type { KioskRun } from "./kept-log-assembly.ts";
import { RESET_ORDER_FILE } from "./reset.ts";

/**
 * Goes on with a reset that somebody has confirmed on the technician's page, where there is one: the kiosk must not run, now or before it. Resolves
 * to the exit code; undefined: nobody has ordered anything. What may delete the files beside the configuration is not always this account
 * (firmware/systemd/tram-order.service).
 */
export async function carryOutOrder({ file, config, bytes }: Pick<KioskRun, "file" | "config" | "bytes">): Promise<number | undefined> {
  if (!existsSync(join(config.data, RESET_ORDER_FILE))) return undefined;
  const { finishReset, orderOf } = await import("./reset-assembly.ts");
  if (!(await orderOf({ file, config, bytes }))) return undefined;
  const left = await finishReset({ file, config });
  const named = left.map(({ file: name, why }) => `\n  ${name}: ${why}`).join("");
  process.stderr.write(
    left.length === 0
      ? "tram kiosk: đã xoá sạch, máy trở về lúc chưa cài đặt\ntram kiosk: all is deleted, the kiosk is as before it was set up\n"
      : `tram kiosk: chưa xoá hết, chạy: tram reset --finish --config ${file}\ntram kiosk: not all is deleted, run: tram reset --finish --config ${file}${named}\n`,
  );
  return left.length === 0 ? 0 : 1;
}
