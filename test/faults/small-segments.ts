// Preloaded into a kiosk (`node --import`): the journal's segments are as small as they may be, so that there is something to remove within minutes.
import { registerHooks } from "node:module";

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.endsWith("/core/journal-header.ts")) return loaded;
    const source = String(loaded.source);
    const small = source.replace("SEGMENT_BYTES = 1_048_576", "SEGMENT_BYTES = 16_384");
    if (small === source) throw new Error("small segments: the size of a segment is not where it was");
    return { ...loaded, source: small };
  },
});
