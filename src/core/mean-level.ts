/** Points a side at which a picture is looked at. */
const GRID = 32;

/** How bright a picture is: the mean of a thousand of its points, 0 black to 255 white. */
export function meanLevel(picture: {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly luma: Uint8Array;
}): number {
  const { width, height, stride, luma } = picture;
  let sum = 0;
  for (let row = 0; row < GRID; row++) {
    const line = Math.floor(((row + 0.5) * height) / GRID) * stride;
    for (let column = 0; column < GRID; column++) sum += luma[line + Math.floor(((column + 0.5) * width) / GRID)] ?? 0;
  }
  return sum / (GRID * GRID);
}
