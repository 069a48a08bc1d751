/** Colours of wires by IEC 60757. */
export const CORE_COLOURS = ["BK", "BN", "RD", "OG", "YE", "GN", "BU", "VT", "GY"] as const;
export type CoreColour = (typeof CORE_COLOURS)[number];

/** How a wire of a colour looks: ink, and dashes that tell it from the others on paper without colour. */
export const STROKES: Readonly<Record<CoreColour, { readonly ink: string; readonly dashes: string; readonly name: string }>> = {
  BK: { ink: "#000000", dashes: "", name: "đen · black" },
  BN: { ink: "#7a4a1e", dashes: "3 1", name: "nâu · brown" },
  RD: { ink: "#c00000", dashes: "5 0.7", name: "đỏ · red" },
  OG: { ink: "#d96a00", dashes: "4 1 1 1", name: "cam · orange" },
  YE: { ink: "#b39500", dashes: "1.2 1", name: "vàng · yellow" },
  GN: { ink: "#0a7a2f", dashes: "5 1 1 1 1 1", name: "lục · green" },
  BU: { ink: "#1050c0", dashes: "2.4 0.8 0.8 0.8", name: "lam · blue" },
  VT: { ink: "#7a2a9a", dashes: "0.6 0.8", name: "tím · violet" },
  GY: { ink: "#6b6b6b", dashes: "2 2", name: "xám · grey" },
};
