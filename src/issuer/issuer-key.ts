import { type IssuerKey, readKeyFile } from "../core/key-file.ts";
import { complain, sentenceOf } from "./complaint.ts";
import type { IssuerParts } from "./parts.ts";

/** The key in a private key file; undefined when there is none, and then the person has been told. */
export async function loadIssuerKey(
  file: string,
  command: string,
  { readPrivate, err }: Pick<IssuerParts, "readPrivate" | "err">,
): Promise<IssuerKey | undefined> {
  let contents: { readonly text: string; readonly isExposed: boolean };
  try {
    contents = await readPrivate(file);
  } catch (error) {
    const cause = sentenceOf(error);
    complain(err, command, {
      vi: `không đọc được khoá ${file} (${cause}); tạo khoá mới bằng: tram keys new`,
      en: `cannot read the key ${file}: ${cause}; make a key with: tram keys new`,
    });
    return undefined;
  }
  const read = readKeyFile(contents.text);
  if (!read.ok) {
    complain(err, command, { vi: `${file}: ${read.problem.vi}`, en: `${file}: ${read.problem.en}` });
    return undefined;
  }
  if (contents.isExposed) {
    complain(err, command, {
      vi: `cảnh báo: người khác trên máy này đọc được khoá bí mật; hãy chạy: chmod 600 ${file}`,
      en: `warning: other users of this machine can read the private key; run: chmod 600 ${file}`,
    });
  }
  return read.key;
}
