// `countLevels`, `blockMeans` and the sum behind `sharpnessOf` of core/picture-measures.ts; `textureSums` of core/code-texture.ts.

/** Pixels of each level, in four tables of 256 32-bit counts: equal levels side by side need not wait for each other. */
export function countLevels(src: usize, stride: usize, width: usize, height: usize, counts: usize): void {
  memory.fill(counts, 0, 4096);
  for (let y: usize = 0; y < height; y++) {
    const row = src + y * stride;
    let x: usize = 0;
    for (; x + 8 <= width; x += 8) {
      const levels = load<u64>(row + x);
      count(counts, levels & 0xff);
      count(counts + 1024, (levels >> 8) & 0xff);
      count(counts + 2048, (levels >> 16) & 0xff);
      count(counts + 3072, (levels >> 24) & 0xff);
      count(counts, (levels >> 32) & 0xff);
      count(counts + 1024, (levels >> 40) & 0xff);
      count(counts + 2048, (levels >> 48) & 0xff);
      count(counts + 3072, levels >> 56);
    }
    for (; x < width; x++) count(counts, load<u8>(row + x));
  }
  for (let at: usize = 0; at < 1024; at += 16) {
    const half = i32x4.add(v128.load(counts + at), v128.load(counts + at + 1024));
    v128.store(counts + at, i32x4.add(half, i32x4.add(v128.load(counts + at + 2048), v128.load(counts + at + 3072))));
  }
}

function count(table: usize, level: u64): void {
  const at = table + ((<usize>level) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** The means of blocks of 4, 8 or 16 pixels a side. Blocks that the picture cuts off are counted pixel by pixel. */
export function blockMeans(src: usize, stride: usize, width: usize, height: usize, dst: usize, side: usize): void {
  const columns = (width + side - 1) / side;
  const wholeWidth = width & ~15;
  for (let top: usize = 0; top < height; top += side) {
    const to = dst + (top / side) * columns;
    const isWhole = top + side <= height;
    let left: usize = 0;
    if (isWhole) for (; left < wholeWidth; left += 16) strip(src + top * stride + left, stride, to + left / side, side);
    for (; left < width; left += side) {
      store<u8>(to + left / side, meanOf(src + top * stride + left, stride, min(side, width - left), min(side, height - top)));
    }
  }
}

/** The blocks in sixteen columns: their sums stay in one vector. */
function strip(src: usize, stride: usize, to: usize, side: usize): void {
  let pairs = i16x8.splat(0);
  for (let y: usize = 0; y < side; y++) pairs = i16x8.add(pairs, i16x8.extadd_pairwise_i8x16_u(v128.load(src + y * stride)));
  let sums = i32x4.extadd_pairwise_i16x8_u(pairs);
  if (side === 4) {
    sums = i32x4.shr_u(i32x4.add(sums, i32x4.splat(8)), 4);
    const narrow = i16x8.narrow_i32x4_u(sums, sums);
    v128.store32_lane(to, i8x16.narrow_i16x8_u(narrow, narrow), 0);
    return;
  }
  const first = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
  const second = i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3);
  if (side === 8) {
    store<u8>(to, (first + 32) >> 6);
    store<u8>(to + 1, (second + 32) >> 6);
  } else store<u8>(to, (first + second + 128) >> 8);
}

function meanOf(src: usize, stride: usize, width: usize, height: usize): u8 {
  let sum: usize = 0;
  for (let y: usize = 0; y < height; y++) for (let x: usize = 0; x < width; x++) sum += load<u8>(src + y * stride + x);
  const pixels = width * height;
  return <u8>((2 * sum + pixels) / (2 * pixels));
}

/** The sum of the squares of what each inner pixel differs from its four neighbours. Exact: below 2^53 for any picture that fits. */
export function sumLaplacianSquares(src: usize, stride: usize, width: usize, height: usize): f64 {
  let sum: i64 = 0;
  for (let y: usize = 1; y + 1 < height; y++) {
    const row = src + y * stride;
    // A lane takes 2 × 1020² for each eight pixels: 8192 of them stay below 2^31.
    let squares = i32x4.splat(0);
    let x: usize = 1;
    for (; x + 9 <= width; x += 8) {
      const across = i16x8.add(v128.load_ext<u8>(row + x - 1), v128.load_ext<u8>(row + x + 1));
      const along = i16x8.add(v128.load_ext<u8>(row + x - stride), v128.load_ext<u8>(row + x + stride));
      const difference = i16x8.sub(i16x8.shl(v128.load_ext<u8>(row + x), 2), i16x8.add(across, along));
      squares = i32x4.add(squares, i32x4.dot_i16x8_s(difference, difference));
    }
    sum += <i64>i32x4.extract_lane(squares, 0) + i32x4.extract_lane(squares, 1);
    sum += <i64>i32x4.extract_lane(squares, 2) + i32x4.extract_lane(squares, 3);
    for (; x + 1 < width; x++) {
      const around = <i32>load<u8>(row + x - 1) + load<u8>(row + x + 1) + load<u8>(row + x - stride) + load<u8>(row + x + stride);
      const difference = 4 * <i32>load<u8>(row + x) - around;
      sum += difference * difference;
    }
  }
  return <f64>sum;
}

/** By blocks of eight pixels a side, two at a time: the smaller one of the sums of steps across and down, as 16-bit numbers. */
export function textureSums(src: usize, stride: usize, width: usize, height: usize, dst: usize): void {
  const columns = width >> 3;
  // The last column of a block has no step to the next one.
  const inner = i8x16.replace_lane(i8x16.replace_lane(i8x16.splat(-1), 7, 0), 15, 0);
  for (let row: usize = 0; row < height >> 3; row++) {
    for (let column: usize = 0; column < columns; column += 2) {
      // A lane takes 7 × 2 × 255.
      let across = i16x8.splat(0);
      let down = i16x8.splat(0);
      let at = src + row * 8 * stride + column * 8;
      let levels = v128.load(at);
      for (let y = 0; y < 7; y++) {
        const below = v128.load(at + stride);
        across = i16x8.add(across, i16x8.extadd_pairwise_i8x16_u(v128.and(difference(v128.load(at, 1), levels), inner)));
        down = i16x8.add(down, i16x8.extadd_pairwise_i8x16_u(v128.and(difference(below, levels), inner)));
        levels = below;
        at += stride;
      }
      const to = dst + (row * columns + column) * 2;
      const sumsAcross = i32x4.extadd_pairwise_i16x8_u(across);
      const sumsDown = i32x4.extadd_pairwise_i16x8_u(down);
      const leftAcross = i32x4.extract_lane(sumsAcross, 0) + i32x4.extract_lane(sumsAcross, 1);
      const leftDown = i32x4.extract_lane(sumsDown, 0) + i32x4.extract_lane(sumsDown, 1);
      store<u16>(to, <u16>min(leftAcross, leftDown));
      if (column + 1 === columns) continue;
      const rightAcross = i32x4.extract_lane(sumsAcross, 2) + i32x4.extract_lane(sumsAcross, 3);
      const rightDown = i32x4.extract_lane(sumsDown, 2) + i32x4.extract_lane(sumsDown, 3);
      store<u16>(to, <u16>min(rightAcross, rightDown), 2);
    }
  }
}

/** By how many levels two rows of sixteen pixels differ. */
function difference(one: v128, other: v128): v128 {
  return v128.or(i8x16.sub_sat_u(one, other), i8x16.sub_sat_u(other, one));
}
