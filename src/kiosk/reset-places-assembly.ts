import { basename, dirname, join, resolve } from "node:path";
import { deviceKeyFile, type KioskConfig } from "./config.ts";
import { RESET_ORDER_FILE, type ResetPlaces } from "./reset.ts";

/** Files beside a configuration that provisioning has written, also for one before (provision-plan.ts), and what it writes aside. */
const PROVISIONED = /^(?:root-[0-9a-f]{16}\.json|configuration-[0-9a-f]{16}\.tramcfg|kiosk\.toml\.(?:old|new))$/;

/** Names of the secrets in the data folder: they go before the long journal does. */
const SECRETS = ["device-key.json", "pseudonym.key", "pseudonym-days", "technician-pin.json", "staff-key.pem"];

/**
 * Everything that belongs to the kiosk with this configuration. `besideNames`: the files in the configuration's folder. A folder there is not
 * the kiosk's but for `data`: language packs and prompts are the office's.
 */
export function resetPlaces(config: KioskConfig, file: string, besideNames: readonly string[]): ResetPlaces {
  const [path, data] = [resolve(file), resolve(config.data)];
  const folder = dirname(path);
  const asides = [`${basename(path)}.old`, `${basename(path)}.new`];
  // What a desk shows is a demo's, and the demo makes it anew at each start: one of its paths is a link to a pseudo-terminal.
  const { desk: _, ...own } = config;
  const named = pathsIn(own).map((each) => resolve(each));
  const beside = [
    ...named.filter((each) => dirname(each) === folder && besideNames.includes(basename(each))),
    ...besideNames.filter((name) => PROVISIONED.test(name) || asides.includes(name)).map((name) => join(folder, name)),
  ].filter((each) => each !== path);
  const webhookSecrets = config.handOff.flatMap((target) => (target.kind === "webhook" ? [resolve(target.secrets)] : []));
  return {
    data,
    order: join(data, RESET_ORDER_FILE),
    keys: [resolve(deviceKeyFile(config)), ...webhookSecrets, ...SECRETS.map((name) => join(data, name))],
    beside: [...new Set(beside)],
    configuration: path,
  };
}

/** Names of what a kiosk makes in its data folder and nobody else makes anywhere. */
const MARKS = ["journal", "pseudonym.key", "technician-pin.json", "staff", "trust"];

/**
 * True for a folder that is one kiosk's own. Something that a kiosk makes must lie in it (`names`: what does), which a wrong path has not; and neither
 * packs nor prompts nor sticks of the office's, nor the configuration, nor the home of an account (`home`): all of a data folder is deleted. Not
 * the root of a disk, nor a folder directly below it.
 */
export function isOwnFolder(config: KioskConfig, file: string, names: readonly string[], home: string): boolean {
  const folder = resolve(config.data);
  const depth = folder.split("/").filter((part) => part !== "").length;
  const others = [file, home, config.screen.languagePacks, config.sound?.prompts, config.trust.sticks];
  const isInIt = (path: string | undefined) => path !== undefined && `${resolve(path)}/`.startsWith(`${folder}/`);
  return depth >= 2 && (names.length === 0 || names.some((name) => MARKS.includes(name))) && !others.some(isInIt);
}

/** Every path that a configuration names. */
function pathsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.startsWith("/") ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}
