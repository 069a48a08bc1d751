import { displayJson } from "../core/display-text.ts";
import { openStatement } from "../core/reset/statement.ts";
import { MAX_NOTE_BYTES } from "../core/signed-note.ts";
import type { Text } from "../core/text.ts";
import { readInput } from "../drivers/input-file.ts";
import { MAX_PICTURE_BYTES } from "../drivers/picture.ts";
import { keysIn, NAME_NEEDED, signedIn } from "./acceptance-verify-assembly.ts";
import { minuteInVietnam } from "./doctor-figures.ts";
import type { Print } from "./journal-command.ts";
import type { ResetVerifyCommand } from "./support-commands.ts";

const WHY: Readonly<Record<"no-statement" | "unsigned" | "wrong", Text>> = {
  "no-statement": { vi: "trong tệp không có biên bản xoá máy", en: "there is no statement of a reset in it" },
  unsigned: {
    vi: "biên bản này không phải của máy ấy: khoá khác, hoặc tên khác",
    en: "it is not of that kiosk: another key, or another name",
  },
  wrong: { vi: "chữ ký sai: biên bản đã bị sửa", en: "the signature is wrong: the statement was changed" },
};

/** `tram reset verify`. Exit code: 0 genuine, 1 not genuine, 2 there is no statement or no key. */
export async function verifyReset(
  file: string,
  { key: keyFile, kiosk, json = false }: ResetVerifyCommand,
  print: Print,
): Promise<0 | 1 | 2> {
  try {
    const [bytes, keyText] = await Promise.all([readInput(file, MAX_PICTURE_BYTES), readInput(keyFile, MAX_NOTE_BYTES)]);
    const keyOf = keysIn(Buffer.from(keyText).toString("utf8"), kiosk);
    if (keyOf === "no-name") return refuse(NAME_NEEDED);
    if (keyOf === "no-key")
      return refuse({ vi: `${keyFile}: không phải khoá công khai của thiết bị`, en: `${keyFile}: not the public key of a device` });
    const opened = openStatement((await signedIn(bytes)).bytes, keyOf);
    if (typeof opened === "string") {
      if (json) await print(displayJson({ file, state: opened }));
      else for (const line of [`✗ ${WHY[opened].vi}`, `  ${WHY[opened].en}`]) await print(line);
      return opened === "no-statement" ? 2 : 1;
    }
    const { root, ...facts } = opened;
    if (json) await print(displayJson({ file, state: "genuine", ...facts, root: Buffer.from(root).toString("base64") }));
    else {
      const at = minuteInVietnam(opened.at);
      await print(
        `✓ Máy ${opened.kiosk} đã ký trước khi xoá, lúc ${at}: ${opened.size} mục nhật ký, ${opened.abandoned} mục không ai khác có, ${opened.files} tệp.`,
      );
      await print(
        `  ${opened.kiosk} signed before it was deleted, ${at}: ${opened.size} entries, ${opened.abandoned} that nobody else has, ${opened.files} files.`,
      );
      await print(`  ${Buffer.from(root).toString("base64")}`);
    }
    return 0;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse({ vi: `không đọc được tệp: ${why}`, en: why });
  }
}

function refuse({ vi, en }: Text): 2 {
  process.stderr.write(`tram reset verify: ${vi}\ntram reset verify: ${en}\n`);
  return 2;
}
