import { css } from "lit";

/** How the technician's page looks, over setupStyle: everything fits a panel of 1024 × 600, and what is asked stands below the list. */
export const technicianStyle = css`
  :host { height: 100vh; container-type: size; overflow: hidden; }
  main { --u: min(1cqw, 1.7cqh); flex: 1; min-height: 0; display: flex; flex-direction: column; }
  header { display: flex; align-items: center; gap: calc(2 * var(--u)); padding: calc(0.8 * var(--u)) calc(2 * var(--u)); background: var(--ink); color: #fff; }
  h1 { font-size: calc(2.8 * var(--u)); line-height: 1.45; }
  h1 [lang] { font-size: calc(1.9 * var(--u)); color: #d8dce0; margin-left: 0.5em; }
  header button { margin-left: auto; background: transparent; color: #fff; border-color: #8b949d; font-size: calc(1.9 * var(--u)); padding-block: calc(0.4 * var(--u)); }
  header [lang="en"] { color: #d8dce0; }
  .facts { font-size: calc(1.9 * var(--u)); color: #d8dce0; }
  .door { flex: 1; display: flex; flex-direction: column; align-items: center; justify-content: center; gap: calc(1.4 * var(--u)); text-align: center; padding: calc(1 * var(--u)); }
  .said { font-weight: 600; color: var(--refuse); }
  .said [lang="en"] { color: inherit; }
  .inside { flex: 1; min-height: 0; overflow-y: auto; padding: calc(1 * var(--u)) calc(2 * var(--u)) calc(2 * var(--u)); }
  nav { display: flex; align-items: center; gap: calc(1.4 * var(--u)); padding-bottom: calc(1 * var(--u)); }
  button.primary [lang="en"] { color: inherit; }
  nav button { font-size: calc(1.9 * var(--u)); }
  .wiring { display: block; width: 100%; background: #fff; border: 1px solid var(--line); margin-bottom: calc(1.2 * var(--u)); }
  ul { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: calc(0.9 * var(--u)); }
  li { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; gap: calc(1.2 * var(--u)); border: 1px solid #c4c9c1; border-left: calc(0.7 * var(--u)) solid var(--muted); border-radius: calc(0.8 * var(--u)); padding: calc(0.7 * var(--u)) calc(1 * var(--u)); background: #fff; }
  li.ok { border-left-color: var(--accept); }
  li.needed { border-left-color: var(--cannot-check); }
  li.fault { border-left-color: var(--refuse); }
  .mark { font-size: calc(3 * var(--u)); font-weight: 700; width: 1.1em; text-align: center; }
  .ok .mark { color: var(--accept); }
  .fault .mark { color: var(--refuse); }
  h2 { font-size: calc(2.1 * var(--u)); line-height: 1.4; }
  h2 [lang] { font-size: calc(1.6 * var(--u)); }
  li .small { font-size: calc(1.65 * var(--u)); overflow-wrap: anywhere; }
  .tiny { font-size: calc(1.45 * var(--u)); line-height: 1.4; color: var(--muted); overflow-wrap: anywhere; }
  .todo { font-weight: 600; }
  li button { font-size: calc(1.8 * var(--u)); min-width: calc(9 * var(--u)); padding-inline: calc(0.8 * var(--u)); }
  .question { font-size: calc(2.2 * var(--u)); line-height: 1.4; font-weight: 700; display: flex; align-items: center; gap: calc(1.2 * var(--u)); padding: calc(1 * var(--u)) calc(2 * var(--u)); background: #fff; border-top: calc(0.5 * var(--u)) solid var(--focus); }
  .question p { flex: 1; min-width: 0; }
  .question button { flex: none; }
  @container (max-aspect-ratio: 1) { main { --u: min(1.7cqw, 1.2cqh); } ul { grid-template-columns: minmax(0, 1fr); } }
`;
