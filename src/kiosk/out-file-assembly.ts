import { chmod, open, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import type { Text } from "../core/text.ts";
import { replaceFile } from "../drivers/durable-file.ts";
import { nodeFileSystem } from "../drivers/file-system.ts";

/** Read and carried away by other accounts than the kiosk's. */
const MODE = 0o644;

/** Why a file could not be written there; undefined: it can be, and nothing is left of the attempt. One that is there is not replaced. */
export async function tryNewFile(path: string): Promise<Text | undefined> {
  return await told(path, async () => {
    await (await open(path, "wx", MODE)).close();
    await unlink(path);
  });
}

/** Writes a file that is not there yet, durably. Resolves to why it was not written; then nothing is left of it. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<Text | undefined> {
  return await told(path, async () => {
    const file = await open(path, "wx", MODE);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } catch (error) {
      await unlink(path);
      throw error;
    } finally {
      await file.close();
    }
    await nodeFileSystem.syncFolder(dirname(path));
  });
}

/** Writes a file, in place of one that may be there. Resolves to why it was not written. */
export async function writeFileAnew(path: string, bytes: Uint8Array): Promise<Text | undefined> {
  return await told(path, async () => {
    await replaceFile(path, bytes);
    await chmod(path, MODE);
  });
}

async function told(path: string, write: () => Promise<void>): Promise<Text | undefined> {
  try {
    await write();
    return undefined;
  } catch (error) {
    return whyText(path, error);
  }
}

function whyText(path: string, error: unknown): Text {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  const [vi, en] = WHY[code] ?? ["chọn nơi khác để ghi", "choose another place"];
  return { vi: `${path}: không ghi được (${code}): ${vi}`, en: `${path}: cannot be written (${code}): ${en}` };
}

const NO_RIGHT = [
  "tài khoản này không được ghi vào thư mục ấy; chọn thư mục khác, ví dụ --out /tmp/…",
  "this account may not write in that folder; choose another, as --out /tmp/…",
] as const;

const WHY: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  EEXIST: ["đã có tệp ấy, không ghi đè; chọn tên khác", "it is there already, and is not replaced; choose another name"],
  ENOENT: ["không có thư mục ấy; tạo bằng mkdir -p, hoặc sửa --out", "there is no such folder; make it with mkdir -p, or correct --out"],
  ENOTDIR: ["không phải thư mục; sửa --out", "no folder; correct --out"],
  EISDIR: ["đó là thư mục; thêm tên tệp vào --out", "that is a folder; add a file's name to --out"],
  EACCES: NO_RIGHT,
  EPERM: NO_RIGHT,
  EROFS: ["ổ ấy chỉ đọc; chọn ổ khác", "that disk is read-only; choose another"],
  ENOSPC: ["ổ ấy đã đầy; xoá bớt, hoặc chọn ổ khác", "that disk is full; make room, or choose another"],
};
