import { html, raw } from 'hono/html'
import type { CallSummary } from './call-summary.ts'
import type { Counts } from './control.ts'
import { Fault, type Faults } from './kernel/faults.ts'

type Html = ReturnType<typeof html>

interface ControlView {
  /** Why the last button did nothing, in words. */
  readonly problem: string | null
  readonly urls: { readonly capsule: string; readonly xero: string }
  readonly seed: string
  readonly nowMs: number
  readonly quotas: boolean
  readonly counts: Counts
  readonly summary: CallSummary
  readonly faults: ReturnType<Faults['list']>
}

const style = `
:root { color-scheme: light dark; --line: light-dark(#d9dde2, #3a4048); --soft: light-dark(#f5f6f8, #22262b);
  --text: light-dark(#1d2329, #e8eaed); --muted: light-dark(#59636e, #a3acb6); --page: light-dark(#fff, #191c20);
  --accent: light-dark(#0b5cad, #7db8f0); --bad: light-dark(#a3211b, #ff9d95) }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; font: 15px/1.5 system-ui, sans-serif;
  color: var(--text); background: var(--page) }
h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
p { margin: .25rem 0 } a { color: var(--accent) } .muted { color: var(--muted) }
.problem { color: var(--bad); border: 1px solid var(--bad); border-radius: 6px; padding: .5rem .75rem; white-space: pre-line }
.row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end }
.row + .row, p + .row { margin-top: .5rem } form { margin: 0 } label { display: grid; gap: .15rem; font-size: .85rem; color: var(--muted) }
input, select, button { font: inherit; color: var(--text); background: var(--soft); border: 1px solid var(--line);
  border-radius: 6px; padding: .35rem .6rem; min-height: 2.25rem }
input { width: 8rem } button { cursor: pointer } button:hover { border-color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
.scroll { overflow-x: auto; margin-bottom: .75rem } table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line) }
th { font-weight: 600; color: var(--muted); font-size: .85rem } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums }
`

const button = (action: string, name: string, value: string, label: string): Html => html`
  <form method="post" action="/_sandbox/forms/${action}">
    <input type="hidden" name="${name}" value="${value}" /><button>${label}</button>
  </form>`

export function controlPage(view: ControlView): Html {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width, initial-scale=1" />
  <title>Sandbox control</title>
  <style>${raw(style)}</style>
</head>
<body>
  <main>
    <h1>Sandbox control</h1>
    <p class="muted">Two emulated services with invented records. Nothing here reaches the real Capsule or Xero.</p>
    <p><a href="${view.urls.capsule}/">Capsule sandbox</a> · <a href="${view.urls.xero}/">Xero sandbox</a></p>
    ${view.problem === null ? '' : html`<p class="problem" role="alert">${view.problem}</p>`}
    ${records(view)} ${clock(view)} ${faults(view)} ${calls(view)}
  </main>
</body>
</html>`
}

const records = (view: ControlView): Html => html`
  <h2>Records</h2>
  <div class="scroll"><table>
    <thead><tr><th>Service</th><th>Kind</th><th class="n">Records</th></tr></thead>
    <tbody>${(['capsule', 'xero'] as const).flatMap((vendor) =>
      Object.entries(view.counts[vendor]).map(
        ([kind, count]) =>
          html`<tr><td>${titles[vendor]}</td><td>${kind}</td><td class="n">${grouped(count)}</td></tr>`,
      ),
    )}</tbody>
  </table></div>
  <p class="muted">Seed: ${view.seed}. Loading a seed also forgets sign-ins, webhooks, calls and faults.</p>
  <div class="row">
    ${button('seed', 'seed', 'again', 'Reset')} ${button('seed', 'seed', 'demo', 'Load the demo company')}
    ${button('seed', 'seed', 'empty', 'Load empty accounts')}
    ${button('seed', 'seed', 'scale=1000', 'Load 1,000 customers')}
  </div>`

const clock = (view: ControlView): Html => html`
  <h2>Clock and limits</h2>
  <p>It is <strong>${new Date(view.nowMs).toISOString().replace('T', ' ').slice(0, 19)} UTC</strong>.
    Call limits are <strong>${view.quotas ? 'on' : 'off'}</strong>.</p>
  <div class="row">
    ${button('clock', 'hours', '1', '+1 hour')} ${button('clock', 'hours', '24', '+1 day')}
    ${button('quotas', 'on', String(!view.quotas), view.quotas ? 'Turn limits off' : 'Turn limits on')}
  </div>`

const options = (values: readonly string[]): Html =>
  html`${values.map((value) => html`<option value="${value}">${titles[value] ?? value.replaceAll('_', ' ')}</option>`)}`

const titles: Readonly<Record<string, string>> = { capsule: 'Capsule', xero: 'Xero' }

const faults = (view: ControlView): Html => html`
  <h2>Faults</h2>
  ${
    view.faults.length === 0
      ? html`<p class="muted">None: both services behave.</p>`
      : html`<div class="scroll"><table>
    <thead><tr><th>Service</th><th>Fault</th><th>Where</th><th>How often</th><th class="n">Struck</th><th></th></tr></thead>
    <tbody>${view.faults.map(
      (fault) => html`<tr><td>${titles[fault.vendor]}</td><td>${named(fault)}</td>
      <td>${fault.method ?? 'any'} ${fault.path ?? ''}</td><td>${often(fault)}</td><td class="n">${fault.struck}</td>
      <td>${button('fault/remove', 'id', fault.id, 'Remove')}</td></tr>`,
    )}</tbody></table></div>`
  }
  <form method="post" action="/_sandbox/forms/fault" class="row">
    <label>Service<select name="vendor">${options(Fault.shape.vendor.options)}</select></label>
    <label>Fault<select name="kind">${options(Fault.shape.kind.options)}</select></label>
    <label>Method<input name="method" placeholder="any" /></label>
    <label>Path contains<input name="path" placeholder="any" /></label>
    <label>Status<input name="status" inputmode="numeric" placeholder="503" /></label>
    <label>Delay, ms<input name="delayMs" inputmode="numeric" placeholder="1000" /></label>
    <label>Probability<input name="probability" inputmode="decimal" placeholder="1" /></label>
    <label>Times<input name="times" inputmode="numeric" placeholder="always" /></label>
    <button>Add fault</button>
  </form>`

const named = (fault: Fault) =>
  fault.kind === 'status'
    ? `status ${fault.status}`
    : fault.kind === 'slow'
      ? `slow by ${fault.delayMs} ms`
      : fault.kind.replaceAll('_', ' ')

const often = (fault: Fault) =>
  [
    fault.probability < 1 ? `${Math.round(fault.probability * 100)} %` : 'every time',
    fault.times ? `at most ${fault.times}` : '',
  ]
    .filter(Boolean)
    .join(', ')

const calls = ({ summary }: ControlView): Html => html`
  <h2>Calls</h2>
  <p>${grouped(summary.calls)} received, ${grouped(summary.writes)} of them writes.</p>
  <div class="scroll"><table>
    <thead><tr><th>Service</th><th>Endpoint</th><th class="n">Calls</th><th class="n">Writes</th><th class="n">Refused</th></tr></thead>
    <tbody>${summary.endpoints.map(
      (
        row,
      ) => html`<tr><td>${titles[row.vendor]}</td><td>${row.endpoint}</td><td class="n">${grouped(row.calls)}</td>
      <td class="n">${grouped(row.writes)}</td><td class="n">${grouped(row.refused)}</td></tr>`,
    )}</tbody>
  </table></div>
  <form method="post" action="/_sandbox/forms/calls/clear"><button>Forget calls</button></form>`

const grouped = (count: number) => count.toLocaleString('en')
