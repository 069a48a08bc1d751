/** A kiosk removes old entries once an hour at most, in some steps: nobody meets that so often in a row. */
const TRIES = 5;

/** A file that was there a moment ago has been removed, or merged into another, by the kiosk that runs beside this. */
export class GoneMeanwhile extends Error {}

/** Does work that reads a running kiosk's files from outside, and begins again with what remains where one of them goes meanwhile. */
export async function beginAgain<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !isGone(error)) throw error;
    }
  }
}

/** True where a file was gone that had been there. */
export function isGone(error: unknown): boolean {
  return error instanceof GoneMeanwhile || (error instanceof Error && "code" in error && error.code === "ENOENT");
}
