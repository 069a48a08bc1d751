/** Pixels a side of the picture that is held up: what a telephone's screen would show. */
const SIDE = 1200;

/** The sample's drawing as a PNG file, with a white margin as a telephone has around it. */
export async function pngOf(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = svgUrl(svg);
  await image.decode();
  URL.revokeObjectURL(image.src);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  const context = canvas.getContext("2d");
  if (!context) throw new Error("desk: the browser has no canvas, pictures cannot be held up");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, SIDE, SIDE);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, SIDE * 0.06, SIDE * 0.06, SIDE * 0.88, SIDE * 0.88);
  return await new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("desk: the browser made no PNG"))), "image/png");
  });
}

/** A URL under which the page may show the drawing. */
export function svgUrl(svg: string): string {
  return URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
}
