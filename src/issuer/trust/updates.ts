import type { Text } from "../../core/text.ts";
import { EXIT_USAGE, sentenceOf } from "../complaint.ts";
import { UPDATE_PREFIX } from "./content.ts";
import type { TrustParts } from "./parts.ts";
import { type PublisherOptions, UPDATES_FOLDER, withPublisher } from "./publisher.ts";
import { refuseTo, tell } from "./telling.ts";

/** Names of targets: they stand in URLs and on sticks as they are (docs/protocol.md). */
const UPDATE_NAME = /^update-[a-z0-9._-]{1,93}$/;

/** `tram trust update add`: an appliance update, which kiosks fetch only when it is applied. Resolves to the exit code. */
export async function addUpdate(options: PublisherOptions & { readonly name?: string }, file: string, parts: TrustParts): Promise<number> {
  return await withPublisher("update add", options, parts, async ({ path }) => {
    const name = UPDATE_PREFIX + (options.name ?? file.split(/[/\\]/).at(-1) ?? "").replace(/^update-/, "");
    if (!UPDATE_NAME.test(name)) return await refuseTo(parts, "update add", options, WRONG_NAME, EXIT_USAGE);
    if (!(await parts.disk.exists(file))) {
      const missing = { vi: `không có ${file}`, en: `there is no ${file}` };
      return await refuseTo(parts, "update add", options, missing, EXIT_USAGE);
    }
    await parts.disk.makeFolder(path(UPDATES_FOLDER));
    try {
      await parts.disk.copy(file, path(UPDATES_FOLDER, name));
    } catch (error) {
      const cause = sentenceOf(error);
      return await refuseTo(parts, "update add", options, {
        vi: `không chép được ${file} (${cause})`,
        en: `cannot copy ${file}: ${cause}`,
      });
    }
    const { length, sha256 } = await parts.disk.digest(path(UPDATES_FOLDER, name));
    return await tell(parts, options, { name, length, sha256 }, [
      { vi: `Đã thêm ${name}, ${length} byte`, en: `Added ${name}, ${length} bytes` },
    ]);
  });
}

/** `tram trust update remove`. */
export async function removeUpdate(options: PublisherOptions, name: string, parts: TrustParts): Promise<number> {
  return await withPublisher("update remove", options, parts, async ({ path }) => {
    const names = await parts.disk.names(path(UPDATES_FOLDER));
    if (!names.includes(name))
      return await refuseTo(parts, "update remove", options, { vi: `không có ${name}`, en: `there is no ${name}` });
    await parts.disk.remove(path(UPDATES_FOLDER, name));
    return await tell(parts, options, { name }, [{ vi: `Đã bỏ ${name}`, en: `Removed ${name}` }]);
  });
}

const WRONG_NAME: Text = {
  vi: "tên bản cập nhật chỉ gồm a-z, 0-9, dấu chấm, gạch dưới và gạch nối; đặt tên khác bằng --name",
  en: "an update is named by a-z, 0-9, points, underscores and hyphens; give another name with --name",
};
