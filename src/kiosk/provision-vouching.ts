// What each paper vouches for when a dead kiosk is replaced: the sheet for what was signed and nothing else, the book's fingerprint for the stick.
import { type Change, differencesOf } from "../core/provisioning/difference.ts";
import { fingerprintOf, isSameFingerprint } from "../core/provisioning/fingerprint.ts";
import type { ConfigurationPackage } from "../core/provisioning/package.ts";
import type { Settings } from "../core/provisioning/settings.ts";
import { sha256 } from "../core/signature.ts";
import { asConfiguration, type LocalPlaces, type NewConfiguration, withPackage, withPlaces } from "./provision-settings.ts";

/** A fingerprint that stands on paper, and what this machine becomes for whoever has it. */
export interface Vouched {
  readonly ok: true;
  readonly fingerprint: string;
  /** Not ok: a sheet that leaves the reader to the machine makes no kiosk by itself. */
  readonly configuration: NewConfiguration;
  readonly changes: readonly Change[];
  /** Settings of the backup that this paper does not vouch for, and that are left out: as they would be → as the backup has them. */
  readonly notTaken: readonly Change[];
}

/** The papers that can confirm a replacement. */
export interface Papers {
  /** Of the signed package in the backup; undefined: the kiosk was set up by hand. */
  readonly sheet: Vouched | undefined;
  /** Of the backup itself, as it stands in the book. */
  readonly book: Vouched;
}

/** What is in a backup that papers can vouch for. */
export interface Vouchable {
  /** Of the unsigned file on the stick. */
  readonly settings: Settings;
  readonly offered: ConfigurationPackage | undefined;
  /** The backup's list of its files. */
  readonly listBytes: Uint8Array;
}

/** What the machine becomes by either paper; the problems where even the whole backup makes no kiosk. */
export function papersFor(
  { settings, offered, listBytes }: Vouchable,
  kiosk: string,
  places: LocalPlaces,
): { readonly ok: true; readonly papers: Papers } | { readonly ok: false; readonly problems: readonly string[] } {
  const { local, neverTaken } = withoutDemo(settings);
  const moved = withPlaces(local, kiosk, places);
  const whole = offered ? withPackage(moved, kiosk, offered, places) : asConfiguration(moved);
  if (!whole.ok) return whole;
  const everything = { ...whole.value, ...neverTaken };
  const vouched = (fingerprint: string, configuration: NewConfiguration): Vouched => {
    const taken = configuration.ok ? shown(configuration.value) : {};
    return {
      ok: true,
      fingerprint,
      configuration,
      changes: differencesOf({}, taken),
      notTaken: differencesOf(taken, shown(everything)),
    };
  };
  const sheet = offered && vouched(fingerprintOf("configuration", offered.identity), withPackage(undefined, kiosk, offered, places));
  return { ok: true, papers: { sheet, book: vouched(fingerprintOf("backup", sha256(listBytes)), whole) } };
}

/** The paper on which these letters stand; undefined: none. */
export function paperWith(typed: string, { sheet, book }: Papers): Vouched | undefined {
  if (isSameFingerprint(typed, book.fingerprint)) return book;
  return sheet && isSameFingerprint(typed, sheet.fingerprint) ? sheet : undefined;
}

/** What is shown before anybody has said which paper he has: the least that a yes can mean. */
export function leastOf({ sheet, book }: Papers): Vouched {
  return sheet?.configuration.ok ? sheet : book;
}

/** Whether a kiosk is a demo, and what a desk has, is said at the machine: a demo believes keys that anybody has. */
function withoutDemo({ demo, desk, ...local }: Settings): { readonly local: Settings; readonly neverTaken: Settings } {
  return { local, neverTaken: { ...(demo !== undefined && { demo }), ...(desk !== undefined && { desk }) } };
}

/** What people need not compare is left out: it differs each time. */
function shown({ provisioning: _, ...settings }: Settings): Settings {
  return settings;
}
