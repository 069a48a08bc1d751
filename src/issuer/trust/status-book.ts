import { NO_RECORD, readStatusRecord, type StatusRecord } from "../../core/revocation/status-record.ts";
import type { TrustParts } from "./parts.ts";
import { FolderProblem, type Publisher } from "./publisher.ts";

const FILE = "status-record.json";

/** What the publisher remembers of its lists, in a file of its folder. One that is damaged stops the command: without it old lists look new. */
export function statusBook({ path }: Pick<Publisher, "path">, { disk }: Pick<TrustParts, "disk">) {
  const file = disk.keptFile(path(FILE));
  return {
    async read(): Promise<StatusRecord> {
      const bytes = await file.read();
      const record = bytes ? readStatusRecord(Buffer.from(bytes).toString("utf8")) : NO_RECORD;
      if (!record) throw new FolderProblem(DAMAGED);
      return record;
    },
    save: (record: StatusRecord): Promise<void> => file.replace(Buffer.from(`${JSON.stringify(record, undefined, 1)}\n`)),
  };
}

const DAMAGED = {
  vi: `${FILE} bị hỏng; lấy bản sao lưu (tệp này cho biết danh sách nào mới, của ai)`,
  en: `${FILE} is damaged; take it from the backup: it says which list is new, and whose`,
};
