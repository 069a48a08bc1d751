import { css } from "lit";

/**
 * The colours of the citizen's screen: bright, dark, and as clear as can be. Words stand at 7:1 or more on what is behind them in each (WCAG 2.2
 * §1.4.6); in the clear one, at 12:1.
 */
export const citizenTheme = css`
  :host { --edge: #767e86; --key: #fff; --on-band: #fff; --on-amber: #14191f; }
  :host([dark]) { color-scheme: dark; --paper: #10151b; --ink: #f1f4f6; --muted: #b9c1c8; --edge: #8b949d; --key: #1d242c; --focus: #8fc7ff; --out: #3a434c; }
  :host([clear]) { color-scheme: dark; --paper: #000; --ink: #fff; --muted: #fff; --edge: #fff; --key: #000; --focus: #ffe14d; --on-band: #000; --on-amber: #000;
    --accept: #43e98f; --refuse: #ffb3ad; --read-only: #9fd4ff; --unreadable: #d8dee4; --cannot-check: #ffe14d; --out: #fff; }
`;
