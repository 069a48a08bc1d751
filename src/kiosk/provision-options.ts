// What the commands of `tram provision` are asked for.

/** Options of `tram provision apply`. */
export interface ApplyCommand {
  readonly config: string;
  readonly data: string;
  readonly kiosk?: string;
  readonly generation?: number;
  readonly from?: string;
  readonly code?: readonly string[];
  readonly serial?: string;
  readonly camera?: boolean;
  readonly yesFingerprint?: string;
  readonly enrolmentTo?: string;
  readonly json?: boolean;
}

/** Options of `tram provision ordered`. */
export interface OrderedCommand {
  readonly config: string;
}

/** Options of `tram provision screen`. */
export interface ScreenCommand {
  readonly config: string;
  readonly data: string;
  readonly serial?: readonly string[];
  readonly baud?: number;
  readonly camera?: boolean;
  readonly sticks: string;
  readonly port: number;
  readonly json?: boolean;
}

/** Options of `tram provision clock`. */
export interface ClockCommand {
  readonly order: string;
}

/** Options of `tram provision make`. */
export interface MakeCommand {
  readonly key: string;
  readonly passphraseFile?: string;
  readonly kiosk: string;
  readonly settings: string;
  readonly root: string;
  readonly repository?: string;
  readonly out: string;
  readonly serial?: number;
  readonly validFor: number;
  readonly device?: string;
  readonly label?: string;
  readonly stickOnly?: boolean;
  readonly json?: boolean;
}

/** Options of `tram provision key`. */
export interface KeyCommand {
  readonly out: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** Options of `tram provision enrolment`. */
export interface EnrolmentCommand {
  readonly config: string;
  readonly kiosk?: string;
  readonly to?: string;
  readonly json?: boolean;
}

/** Options of `tram provision backup`. */
export interface BackupCommand {
  readonly config: string;
  readonly to: string;
  readonly passphraseFile?: string;
  readonly json?: boolean;
}

/** Options of `tram provision restore`. */
export interface RestoreCommand {
  readonly config: string;
  readonly data: string;
  readonly from: string;
  readonly kiosk?: string;
  readonly generation?: number;
  readonly passphraseFile?: string;
  readonly yesFingerprint?: string;
  readonly json?: boolean;
}

/** What the commands do; each resolves to its exit code. */
export interface ProvisionCommands {
  readonly key: (options: KeyCommand) => Promise<number>;
  readonly make: (options: MakeCommand) => Promise<number>;
  readonly apply: (options: ApplyCommand) => Promise<number>;
  readonly ordered: (options: OrderedCommand) => Promise<number>;
  readonly screen: (options: ScreenCommand) => Promise<number>;
  readonly clock: (options: ClockCommand) => Promise<number>;
  readonly enrolment: (options: EnrolmentCommand) => Promise<number>;
  readonly backup: (options: BackupCommand) => Promise<number>;
  readonly restore: (options: RestoreCommand) => Promise<number>;
}
