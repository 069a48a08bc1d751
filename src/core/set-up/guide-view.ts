import type { OutputName } from "../board/standard-pins.ts";
import type { Panel } from "../panel-profile.ts";
import type { SourceStatus } from "../screen.ts";
import type { TechnicianPart } from "../technician.ts";
import type { Text } from "../text.ts";
import type { EpochSeconds } from "../time.ts";
import type { SetUpStep } from "./steps.ts";
import type { TimeZone } from "./time-zones.ts";

/** A step of the first run as its page shows it. Only the step that is on has its member. */
export interface GuideView {
  readonly step: SetUpStep;
  readonly answered: readonly SetUpStep[];
  /** Languages of the visitors, the first one being the screen's own: also the one in which this page says everything large. */
  readonly languages: readonly string[];
  /** Languages that this version of the program has, by their own names. */
  readonly available: readonly { readonly language: string; readonly name: string }[];
  /** A configuration has been read, and waits for the last step. */
  readonly hasSheet: boolean;
  /** An answer could not be kept: the next power cut would lose it. In the system's own words. */
  readonly unkept?: string;
  readonly time?: TimeView;
  readonly board?: BoardView;
  readonly readers?: ReadersView;
  readonly screen?: ScreenChoicesView;
  readonly place?: PlaceView;
  readonly tests?: TestsView;
}

/** The clock, and what speaks for and against it. */
export interface TimeView {
  readonly now: EpochSeconds;
  readonly zone: string;
  readonly chosenZone: TimeZone;
  /** A time service keeps it: nobody need set anything. */
  readonly isSynchronised: boolean;
  readonly rtc: "none" | "there" | "no-battery";
  /** It cannot be earlier than this, and what says so. */
  readonly least: { readonly at: EpochSeconds; readonly by: "program" | "sheet" };
  readonly isBehind: boolean;
  /** What came of the last setting: `unhelped` where nothing on this machine may set clocks for the page. */
  readonly setting?: "setting" | "set" | "unhelped" | "failed";
  /** What to type at a keyboard instead. */
  readonly command: string;
}

/** The board's lines: what was found, and what is in the way. */
export interface BoardView {
  readonly model?: string;
  readonly chip?: string;
  readonly chosen: "gpio" | "none";
  readonly state: "ready" | "absent" | "conflict";
  readonly found: Text;
  readonly todo?: Text;
  readonly lines: readonly {
    readonly name: OutputName;
    readonly label: Text;
    readonly gpio: number;
    readonly pin: number;
    readonly heldBy?: string;
  }[];
}

/** A reader or camera that is there. */
export interface GuideReader {
  readonly id: string;
  readonly kind: "serial" | "keyboard" | "hid" | "camera";
  readonly name: string;
  /** Its family, by the name in core/readers/profiles.ts. */
  readonly profile?: string;
  /** Its family can be chosen: nothing on its plug says it. */
  readonly mayChooseProfile: boolean;
  readonly isChosen: boolean;
  readonly state: SourceStatus["state"];
  /** Symbols that it has read since the page is up, and how many characters the last one had. Never what stood in it. */
  readonly read: number;
  readonly lastLength?: number;
}

export interface ReadersView {
  readonly found: readonly GuideReader[];
  /** Families that can be chosen where the plug does not tell. */
  readonly families: readonly { readonly id: string; readonly name: string }[];
}

/** Panel, touch and sound. */
export interface ScreenChoicesView {
  readonly panel?: Panel;
  readonly touch: boolean;
  /** Loudspeakers that there may be, as `aplay -L` lists them. */
  readonly devices: readonly { readonly name: string; readonly about: string }[];
  readonly room?: string;
  readonly volumeDb: number;
  /** Languages whose prompts are there; a machine's voice counts, and is marked. */
  readonly prompts: readonly { readonly language: string; readonly state: "spoken" | "placeholder" | "missing" }[];
  readonly soundFault?: string;
}

export interface PlaceView {
  readonly counter: string;
  readonly phone: string;
}

export interface TestsView {
  readonly now: EpochSeconds;
  readonly parts: readonly TechnicianPart[];
  /** Parts that are being tested. */
  readonly testing: readonly string[];
}
