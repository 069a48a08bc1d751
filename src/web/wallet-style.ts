import { css } from "lit";

/** What the wallet's parts share beside the staff pages' style: everything a thumb presses is 44 px high or more. */
export const walletStyle = css`
  /* Small print stands on the page's wash here, and at 7:1 there, too. */
  :host { --muted: #434b53; }
  button, .button { min-height: 44px; padding: 8px 12px; font-size: 0.9375rem; white-space: normal; text-align: center; border-radius: 10px; }
  .panel { padding: 12px 16px; border-radius: 14px; }
  h2 { font-size: 1rem; }
  .hint { font-size: 0.875rem; }
  [role="alert"]:not(:empty) { font-size: 0.9375rem; }
  [role="alert"]:empty { display: none; }
  .pressed { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; border: 1px solid #aab0b6; border-radius: 10px; overflow: hidden; }
  .pressed button { border: 0; border-radius: 0; background: var(--paper); }
  .pressed button[aria-pressed="true"] { background: #dfe8f3; box-shadow: inset 0 -4px var(--focus); }
  .pressed button:focus-visible { outline-offset: -4px; outline-color: currentColor; }
  .actions { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 8px; }
`;
