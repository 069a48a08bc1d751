import { BLOCK_HEAD_BYTES, blockBytes, MAX_BLOCK_BYTES } from "./block.ts";

/** Splits what is read of a file into its blocks. */
export interface BlockSplitter {
  /** The blocks that are whole with these bytes. Where none begins, what stands there up to the next one comes as if it were one, and is found to be none. */
  push(bytes: Uint8Array): readonly Uint8Array[];
  /** Bytes that are left at the end. */
  readonly rest: number;
}

/** A splitter at the beginning of a file. It holds two blocks at most. */
export function blockSplitter(): BlockSplitter {
  let held: Uint8Array = new Uint8Array();
  /** Bytes that are no block were just handed out: more of them are the same damage. */
  let isLost = false;

  /** How many bytes the next block has; 0: not known yet. */
  function next(from: number): { readonly bytes: number; readonly isBlock: boolean } {
    const left = held.length - from;
    if (left < BLOCK_HEAD_BYTES) return { bytes: 0, isBlock: false };
    const bytes = blockBytes(held.subarray(from, from + BLOCK_HEAD_BYTES));
    if (bytes !== undefined) return { bytes: bytes <= left ? bytes : 0, isBlock: true };
    for (let at = from + 1; at + BLOCK_HEAD_BYTES <= held.length; at++)
      if (held[at] === 0x1f && blockBytes(held.subarray(at, at + BLOCK_HEAD_BYTES)) !== undefined)
        return { bytes: at - from, isBlock: false };
    return { bytes: Math.max(0, Math.min(left - BLOCK_HEAD_BYTES, MAX_BLOCK_BYTES)), isBlock: false };
  }

  return {
    get rest() {
      return held.length;
    },
    push(bytes) {
      held = held.length === 0 ? bytes : Buffer.concat([held, bytes]);
      const blocks: Uint8Array[] = [];
      let from = 0;
      for (let found = next(from); found.bytes > 0; found = next(from)) {
        if (found.isBlock || !isLost) blocks.push(held.subarray(from, from + found.bytes));
        isLost = !found.isBlock;
        from += found.bytes;
      }
      // A copy: what is held on to would keep all that was read with it.
      held = Uint8Array.from(held.subarray(from));
      return blocks;
    },
  };
}
