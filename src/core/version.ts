import type { EpochSeconds } from "./time.ts";

/** Version of this program; a test keeps it equal to package.json. */
export const VERSION = "0.1.0";

/** When these sources were released; `npm run build` puts its own moment here. No clock that is right is before it. */
export const BUILT_AT: EpochSeconds = 1_795_468_564;
