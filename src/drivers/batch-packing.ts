import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { type Batch, encodeBatch } from "../core/batch.ts";

/**
 * Brotli's quality. A full batch takes 31 bytes an entry and a millisecond; 9 takes as many and fifteen times as long, 11 takes 28, and gzip 33
 * (docs/decisions/0015-sync.md).
 */
const QUALITY = 5;

/** A batch as it travels, compressed beside the scans: on a thread of its own. */
export async function packBatch(batch: Batch): Promise<Uint8Array> {
  const lines = encodeBatch(batch);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: QUALITY,
    [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
    [constants.BROTLI_PARAM_SIZE_HINT]: lines.length,
  };
  return await promisify(brotliCompress)(lines, { params });
}
