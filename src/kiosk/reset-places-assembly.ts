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
  const named = pathsIn(config).map((each) => resolve(each));
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

/** True for a folder that can be one kiosk's own: not the root of a disk, nor a folder directly below it, nor one that holds the configuration. */
export function isOwnFolder(data: string, file: string): boolean {
  const [folder, path] = [resolve(data), resolve(file)];
  const depth = folder.split("/").filter((part) => part !== "").length;
  return depth >= 2 && !path.startsWith(`${folder}/`);
}

/** Every path that a configuration names. */
function pathsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return value.startsWith("/") ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(pathsIn) : [];
}
