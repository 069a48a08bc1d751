import type { Page } from "playwright-core";
import type { View } from "../../src/core/view.ts";

/** Puts a view on the citizen's screen as the kiosk's stream does, and resolves when it is laid out with its letters and pictures. */
export function showOn(page: Page, view: View): Promise<void> {
  return page.evaluate(async (shown) => {
    const screen = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen");
    if (!screen) throw new Error("no screen");
    const later = shown.kind === "attract" && shown.hint ? ".hint" : shown.kind === "answer" && shown.payment ? ".qr" : undefined;
    // A receipt may be left out, so it is what draws codes that is waited for.
    const hasCodes = shown.kind === "answer" && shown.receipt !== undefined;
    const canDraw = () =>
      screen.shadowRoot?.adoptedStyleSheets.some(({ cssRules }) => [...cssRules].some(({ cssText }) => cssText.startsWith(".code ")));
    const isThere = () => (!later || screen.shadowRoot?.querySelector(later)) && (!hasCodes || canDraw());
    Object.assign(screen, { view: shown });
    do {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      await document.fonts.ready;
      await new Promise((resolve) => requestAnimationFrame(resolve));
    } while (!isThere());
  }, view);
}

/** What of the citizen's screen is cut off, lies on something else, or outside the screen; nothing: an empty list. */
export function misplaced(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen")?.shadowRoot;
    const all = (selector: string) =>
      [...(root?.querySelectorAll<HTMLElement>(selector) ?? [])].filter((element) => element.checkVisibility());
    const nameOf = (element: Element) => `${element.localName}.${element.getAttribute("class") ?? ""}`;
    const cut = all("section, .said, .words, h1, footer, nav, .choice, .demo").filter(
      (element) => element.scrollHeight > element.clientHeight + 1 || element.scrollWidth > element.clientWidth + 1,
    );
    const boxes = all("header, .words, .qr, .receipt, .then, .attract, footer, .choice").map(
      (element) => [element, element.getBoundingClientRect()] as const,
    );
    const isOn = (a: DOMRect, b: DOMRect) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    const isOut = (box: DOMRect) => box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1;
    const pairs = boxes.flatMap(([a, boxA], index) =>
      boxes.slice(index + 1).flatMap(([b, boxB]) => (isOn(boxA, boxB) ? [`${nameOf(a)} on ${nameOf(b)}`] : [])),
    );
    return [
      ...cut.map(
        (element) =>
          `${nameOf(element)} cut by ${element.scrollHeight - element.clientHeight} px: ${element.textContent?.trim().slice(0, 40)}`,
      ),
      ...boxes.filter(([, box]) => isOut(box)).map(([element]) => `${nameOf(element)} outside`),
      ...pairs,
    ];
  });
}

/** Height of a capital in headline and way on, in CSS pixels. */
export function capitalPixels(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const root = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen")?.shadowRoot;
    const context = new OffscreenCanvas(1, 1).getContext("2d");
    return [...(root?.querySelectorAll("h1, .next") ?? [])].map((element) => {
      const { fontWeight, fontSize, fontFamily } = getComputedStyle(element);
      // Measured large: at its own size it is rounded to whole pixels.
      if (context) context.font = `${fontWeight} 1000px ${fontFamily}`;
      return ((context?.measureText("H").actualBoundingBoxAscent ?? 0) / 1000) * Number.parseFloat(fontSize);
    });
  });
}

/** Where reading order and visual order part: pairs of texts of which the second in the document stands before the first on the screen. */
export function disorder(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.querySelector("tram-kiosk")?.shadowRoot?.querySelector("tram-citizen")?.shadowRoot;
    const blocks = [...(root?.querySelectorAll("h1, p, li, figcaption, footer > span, .choice") ?? [])].filter(
      (element) => element.checkVisibility() && element.textContent?.trim(),
    );
    const boxes = blocks.map((element) => [element.textContent?.trim().slice(0, 30), element.getBoundingClientRect()] as const);
    return boxes.flatMap(([words, box], index) => {
      const [before, above] = boxes[index - 1] ?? [];
      return above && box.bottom <= above.top + 1 && box.left < above.right ? [`${words} stands before ${before}`] : [];
    });
  });
}
