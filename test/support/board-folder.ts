// Preloaded into a command (`node --import`): the kernel's files of a board are below the folder that BOARD_FOLDER names.
import { registerHooks } from "node:module";

const folder = process.env["BOARD_FOLDER"] ?? "";

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith("/drivers/gpio-wiring.ts")) return loaded;
    const source = String(loaded.source);
    const moved = source.replace(/(?<=LINUX: GpioPlaces = .*)"(?=\/)/g, `"${folder}`);
    if (moved === source) throw new Error("board folder: the places are not where they were");
    return { ...loaded, source: moved };
  },
});
