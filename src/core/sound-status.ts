/** How it stands with what a kiosk says aloud. */
export interface SoundStatus {
  /** Who makes it heard: the kiosk by its own devices, or the page that shows the screen. */
  readonly by: "kiosk" | "page";
  /** What is wrong with the devices, in the words of the driver; absent: nothing that is known. */
  readonly fault?: string;
  /** Languages of the screen that have no prompts, or damaged ones. Absent: none. */
  readonly silent?: readonly string[];
  /** Languages whose prompts are a machine's voice. Absent: none. */
  readonly placeholder?: readonly string[];
}
