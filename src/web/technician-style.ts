import { css } from "lit";

/** How the technician's page looks, over setupStyle: everything fits a panel of 1024 × 600, and what is asked stands below the list. */
export const technicianStyle = css`
  :host { height: 100vh; container-type: size; overflow: hidden; }
  :host(:not(tram-technician)) { flex: 1; min-height: 0; height: auto; container-type: normal; }
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
  button { min-height: max(40px, calc(5.4 * var(--u))); min-width: 40px; }
  [aria-disabled="true"] { opacity: 0.4; cursor: default; }
  button.code { border: 0; background: none; color: #0b4a8f; text-decoration: underline; padding: 0; min-height: 40px; font-weight: 400; font-size: inherit; min-width: 40px; text-align: left; }
  nav { display: flex; align-items: center; gap: calc(1.4 * var(--u)); padding-bottom: calc(1 * var(--u)); }
  button.primary [lang="en"] { color: inherit; }
  nav button { font-size: calc(1.9 * var(--u)); flex: none; }
  .tabs { padding: calc(0.8 * var(--u)) calc(2 * var(--u)) 0; flex-wrap: wrap; }
  .tabs button, nav button[data-filter] { min-height: max(40px, calc(4.6 * var(--u))); padding-block: calc(0.3 * var(--u)); }
  [aria-pressed="true"] { background: var(--ink); border-color: var(--ink); color: #fff; }
  [aria-pressed="true"] [lang] { color: #fff; }
  h2.group { font-size: calc(1.9 * var(--u)); margin: calc(0.8 * var(--u)) 0 calc(0.5 * var(--u)); }
  .group b { font-weight: 400; color: var(--muted); }
  a { color: #0b4a8f; display: inline-block; min-height: 40px; padding-top: 8px; }
  .stick { margin-bottom: calc(0.8 * var(--u)); }
  progress { width: 100%; height: calc(2 * var(--u)); accent-color: #1b6b3a; }
  input { font: 400 max(16px, calc(2 * var(--u))) / 1.4 var(--font); border: 1px solid #6b747d; border-radius: calc(0.6 * var(--u)); padding: calc(0.4 * var(--u)) calc(0.9 * var(--u)); min-height: 40px; max-width: 100%; color: var(--ink); background: #fff; }
  form { display: flex; flex-direction: column; align-items: flex-start; gap: calc(1 * var(--u)); margin-top: calc(1 * var(--u)); }
  form label { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5em; }
  button.danger { background: var(--refuse); border-color: var(--refuse); color: #fff; }
  .log { border-collapse: collapse; width: 100%; font-size: max(13px, calc(1.6 * var(--u))); }
  .log td { border-top: 1px solid var(--line); padding: calc(0.3 * var(--u)) calc(0.8 * var(--u)); vertical-align: top; overflow-wrap: anywhere; }
  .log td:first-child, .log td:nth-child(2) { white-space: nowrap; }
  .log .error td:first-child, .log .fatal td:first-child { border-left: calc(0.6 * var(--u)) solid var(--refuse); }
  .log .warn td:first-child { border-left: calc(0.6 * var(--u)) solid var(--cannot-check); }
  .cards { display: flex; flex-wrap: wrap; align-items: flex-start; align-content: flex-start; gap: calc(1.6 * var(--u)); }
  .card { flex: 1 1 300px; min-width: 0; display: flex; flex-direction: column; align-items: flex-start; gap: calc(1 * var(--u)); background: #fff; border: 1px solid #c4c9c1; border-radius: calc(0.8 * var(--u)); padding: calc(1.4 * var(--u)); }
  .centre { display: flex; flex-direction: column; align-items: center; justify-content: safe center; gap: calc(1.4 * var(--u)); text-align: center; }
  .qr { height: min(calc(38 * var(--u)), 60vh); max-width: 100%; background: #fff; shape-rendering: crispEdges; }
  .statement { display: flex; flex-wrap: wrap; gap: calc(2 * var(--u)); align-items: center; }
  .statement div { flex: 1 1 300px; min-width: 0; display: flex; flex-direction: column; align-items: flex-start; gap: calc(1 * var(--u)); }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; }
  setup-review { flex: 1; min-height: 0; }
  .wiring { overflow: auto; max-height: 80cqh; background: #fff; border: 1px solid var(--line); margin-bottom: calc(1.2 * var(--u)); }
  .wiring img { display: block; width: 100%; }
  .wiring.large img { width: max(250%, 1100px); }
  ul { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: calc(0.9 * var(--u)); }
  li { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; gap: calc(1.2 * var(--u)); border: 1px solid #c4c9c1; border-left: calc(0.7 * var(--u)) solid var(--muted); border-radius: calc(0.8 * var(--u)); padding: calc(0.7 * var(--u)) calc(1 * var(--u)); background: #fff; }
  li.ok { border-left-color: var(--accept); }
  li.needed { border-left-color: var(--cannot-check); }
  li.fault { border-left-color: var(--refuse); }
  .mark { font-size: calc(3 * var(--u)); font-weight: 700; width: 1.1em; text-align: center; }
  .ok .mark { color: var(--accept); }
  .fault .mark { color: var(--refuse); }
  h2, h3 { font-size: calc(2.1 * var(--u)); line-height: 1.4; margin: 0; }
  h2 [lang], h3 [lang] { font-size: max(12px, calc(1.6 * var(--u))); }
  li .small { font-size: max(12px, calc(1.65 * var(--u))); overflow-wrap: anywhere; }
  button small { font-size: max(12px, 0.75em); }
  .tiny { font-size: max(12px, calc(1.45 * var(--u))); line-height: 1.4; color: var(--muted); overflow-wrap: anywhere; }
  .todo { font-weight: 600; }
  li button { font-size: calc(1.8 * var(--u)); min-width: calc(9 * var(--u)); padding-inline: calc(0.8 * var(--u)); }
  .question { font-size: calc(2.2 * var(--u)); line-height: 1.4; font-weight: 700; display: flex; align-items: center; gap: calc(1.2 * var(--u)); padding: calc(1 * var(--u)) calc(2 * var(--u)); background: #fff; border-top: calc(0.5 * var(--u)) solid var(--focus); }
  .question p { flex: 1; min-width: 0; }
  .question button { flex: none; }
  .log td p { margin: 0; }
  @container (max-width: 600px) { .log tr, .log td { display: block; } .log tr { border-top: 1px solid var(--line); } .log td { border: 0; } header, nav { flex-wrap: wrap; } main { --u: 7.5px; } }
  @container (max-aspect-ratio: 1) { header, nav { flex-wrap: wrap; } nav .small { flex-basis: 100%; } h1, .facts { white-space: nowrap; } main { --u: max(7.5px, min(1.7cqw, 1.2cqh)); } ul { grid-template-columns: minmax(0, 1fr); } }
`;
