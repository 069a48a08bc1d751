/** A part of the frame: whole pixels, `right` and `bottom` outside of it. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Something in front of the rest: its light in cd/m², multiplied by how much of the pixel it covers (0 to 1). As large as the frame. */
export interface Layer {
  readonly width: number;
  readonly height: number;
  readonly light: Float32Array;
  readonly cover: Float32Array;
}

/** Memory to make a frame in: its linear light, the layer that each thing is drawn in before it is put in front (empty in between), and a plane more. */
export interface Workspace {
  readonly picture: Float32Array;
  readonly layer: Layer;
  readonly spare: Float32Array;
}

/** A workspace as large as the frame. */
export function createWorkspace(width: number, height: number): Workspace {
  const plane = () => new Float32Array(width * height);
  return { picture: plane(), layer: { width, height, light: plane(), cover: plane() }, spare: plane() };
}

/** Puts a layer before a picture, both in linear light, inside a box; the layer is empty there afterwards. */
export function putBefore(picture: Float32Array, { width, light, cover }: Layer, box: PixelBox): void {
  for (let y = box.top; y < box.bottom; y++) {
    const end = y * width + box.right;
    for (let at = y * width + box.left; at < end; at++) {
      const part = cover[at] ?? 0;
      if (part > 0) picture[at] = (light[at] ?? 0) + (picture[at] ?? 0) * (1 - part);
    }
    light.fill(0, y * width + box.left, end);
    cover.fill(0, y * width + box.left, end);
  }
}

/** The box with `margin` pixels more on each side, inside the frame. */
export function widened({ left, top, right, bottom }: PixelBox, margin: number, width: number, height: number): PixelBox {
  const more = Math.ceil(margin);
  return {
    left: Math.max(0, left - more),
    top: Math.max(0, top - more),
    right: Math.min(width, right + more),
    bottom: Math.min(height, bottom + more),
  };
}
