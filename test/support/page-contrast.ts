import type { Page } from "playwright-core";

/**
 * The texts of a page that stand at less than 7:1 on what is behind them (WCAG 2.2 §1.4.6), with the contrast; shadow roots are walked,
 * elements named in `except` are not. Pictures behind a text are not seen.
 */
export function dimTexts(page: Page, except: readonly string[] = []): Promise<string[]> {
  return page.evaluate((skipped) => {
    const channels = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (colour: string) => {
      const [r = 0, g = 0, b = 0] = channels(colour).map((value) => {
        const part = value / 255;
        return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const above = (element: Element): Element | null => {
      const root = element.getRootNode();
      return element.assignedSlot ?? element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
    };
    const behind = (element: Element | null): string => {
      if (!element) return "rgb(255, 255, 255)";
      const colour = getComputedStyle(element).backgroundColor;
      return channels(colour)[3] === 0 ? behind(above(element)) : colour;
    };
    const dim: string[] = [];
    const look = (node: Node): void => {
      if (node instanceof Element && skipped.includes(node.localName)) return;
      const parent = node.parentNode;
      if (node instanceof Text && parent instanceof HTMLElement && node.data.trim() !== "" && parent.checkVisibility()) {
        const [front, back] = [luminance(getComputedStyle(parent).color), luminance(behind(parent))];
        const contrast = (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
        if (contrast < 7) dim.push(`${node.data.trim()} (${contrast.toFixed(1)}:1)`);
      }
      const root = node instanceof Element ? node.shadowRoot : null;
      for (const child of [...(root?.childNodes ?? []), ...node.childNodes]) look(child);
    };
    look(document.body);
    return dim;
  }, except);
}
