/** Size of the picture in which people see what the camera sees, in pixels: enough to aim by, too little to read or to know anybody by. */
export const MIRROR_WIDTH = 96;
export const MIRROR_HEIGHT = 72;

/** What the camera sees, small and grey, turned left to right as in a mirror: `MIRROR_WIDTH` × `MIRROR_HEIGHT` bytes, 0 black to 255 white. */
export function mirrorPicture(frame: {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly luma: Uint8Array;
}): Uint8Array {
  const { width, height, stride, luma } = frame;
  // The middle of the frame in the mirror's shape.
  const scale = Math.min(width / MIRROR_WIDTH, height / MIRROR_HEIGHT);
  const [left, top] = [(width - scale * MIRROR_WIDTH) / 2, (height - scale * MIRROR_HEIGHT) / 2];
  const small = new Uint8Array(MIRROR_WIDTH * MIRROR_HEIGHT);
  for (let row = 0; row < MIRROR_HEIGHT; row++) {
    const line = Math.floor(top + (row + 0.5) * scale) * stride;
    for (let column = 0; column < MIRROR_WIDTH; column++) {
      small[row * MIRROR_WIDTH + MIRROR_WIDTH - 1 - column] = luma[line + Math.floor(left + (column + 0.5) * scale)] ?? 0;
    }
  }
  return small;
}
