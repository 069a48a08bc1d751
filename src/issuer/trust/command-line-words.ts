import { type Command, InvalidArgumentError, Option } from "commander";
import { isIssuer } from "../../core/key-file.ts";
import { CREDENTIAL_TYPES, type CredentialType } from "../../core/presentation.ts";
import { parseMoment } from "../../core/timestamp.ts";

/** Adds what every command in a publisher's folder takes. */
export function inFolder(command: Command): Command {
  return command
    .option("--dir <dir>", "the publisher's folder", ".")
    .option("--json", 'answer in JSON: one object; a refusal is {"error":{"vi","en"}}');
}

/** Adds the option by which a script opens sealed keys. */
export function withPassphrase(command: Command): Command {
  return command.option(
    "--passphrase-file <file>",
    "passphrase in the first line of a file, - for standard input; without it the terminal asks; may be repeated",
    collect,
    [],
  );
}

/** Adds the option by which a script seals new keys. */
export function withNewPassphrase(command: Command): Command {
  return command.option(
    "--new-passphrase-file <file>",
    "passphrase for new keys, as above; repeated: one a key, in their order",
    collect,
    [],
  );
}

/** An option that says which of a few words. */
export function choice(flags: string, about: string, words: readonly string[]): Option {
  return new Option(flags, about).choices(words);
}

/** A repeated option's words so far. */
export function collect(word: string, before: readonly string[]): readonly string[] {
  return [...before, word];
}

/** An issuer's URI. */
export function issuerUri(text: string): string {
  if (isIssuer(text)) return text;
  throw new InvalidArgumentError("Nơi cấp được gọi bằng URI, ví dụ https://issuer.example. / An issuer is named by a URI.");
}

/** A time: RFC 3339, epoch seconds, or a day, which begins at midnight in Việt Nam. */
export function time(text: string): number {
  const at = parseMoment(text);
  if (at !== undefined) return at;
  throw new InvalidArgumentError(
    "Thời điểm viết 2026-12-31, 2026-12-31T08:00:00+07:00 hoặc số giây từ 1970. / A time is written like this, or as epoch seconds.",
  );
}

/** Times of a repeated option. */
export function times(text: string, before: readonly number[] = []): readonly number[] {
  return [...before, time(text)];
}

/** Credential types, separated by commas. */
export function types(text: string): readonly CredentialType[] {
  const words = text.split(",").map((word) => word.trim());
  const known = words.flatMap((word) => CREDENTIAL_TYPES.find((type) => type === word) ?? []);
  const [wrong] = words.filter((word) => !known.some((type) => type === word));
  const [twice] = known.filter((type, index) => known.indexOf(type) !== index);
  if (wrong === undefined && twice === undefined) return known;
  const all = CREDENTIAL_TYPES.join(", ");
  throw new InvalidArgumentError(
    wrong === undefined
      ? `Loại '${twice}' ghi hai lần. / The type '${twice}' is there twice.`
      : `Không có loại '${wrong}'; các loại, cách nhau bằng dấu phẩy: ${all}. / There is no type '${wrong}'; types, separated by commas: ${all}.`,
  );
}

/** So many bytes in lower-case hex, as lists have them. */
export function hex(bytes: number): (text: string) => string {
  return (text) => {
    if (text.length === 2 * bytes && /^[0-9a-f]*$/.test(text)) return text;
    throw new InvalidArgumentError(
      `Cần ${2 * bytes} chữ số hex viết thường (0-9, a-f). / ${2 * bytes} lower-case hex digits (0-9, a-f) are needed.`,
    );
  };
}

/** A whole number within bounds. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Số nguyên từ ${least} đến ${most}. / A whole number from ${least} to ${most}.`);
  };
}

/** `name=value`. */
export function member(text: string): readonly [string, string] {
  const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(text) ?? [];
  if (name !== undefined && value !== undefined) return [name, value];
  throw new InvalidArgumentError("Viết tên=giá trị. / Written name=value.");
}

/** Name of a group of kiosks. */
export function groupName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,63}$/.test(text)) return text;
  throw new InvalidArgumentError("Tên nhóm gồm a-z, 0-9 và dấu gạch nối. / A group is named by a-z, 0-9 and hyphens.");
}

/** Text to follow a command's help. */
export function examples(...lines: readonly string[]): string {
  return `\nVí dụ / Examples:\n${lines.map((line) => `  ${line}`).join("\n")}`;
}
