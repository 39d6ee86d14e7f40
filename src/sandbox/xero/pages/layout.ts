import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>

const css = `
:root{color-scheme:light dark;--ink:#1d2733;--soft:#5c6b7a;--line:#d8dee5;--page:#f4f6f8;--card:#fff;--accent:#0b6b8f;--on:#fff;--red:#b3261e;--green:#1e7a45}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#a3b1bf;--line:#33404d;--page:#12181f;--card:#1b232c;--accent:#5cc0e4;--on:#08222d;--red:#ff8a80;--green:#7bd8a0}}
*{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
header{background:var(--card);border-bottom:1px solid var(--line);padding:.75rem 1.25rem;display:flex;gap:1.25rem;align-items:baseline;flex-wrap:wrap}
header strong{font-size:1.05rem}header span{color:var(--soft)}.totals{display:grid;grid-template-columns:1fr auto;gap:.2rem 1rem;justify-content:end;margin:.6rem .6rem 0;text-align:right;font-variant-numeric:tabular-nums}.totals dd{margin:0}main{max-width:66rem;margin:1.25rem auto;padding:0 1rem}
h1{font-size:1.4rem;margin:.2rem 0 .8rem}h2{font-size:1.05rem;margin:0 0 .6rem}
a{color:var(--accent)}section,.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1rem;margin:0 0 1rem}
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600;font-size:.85rem}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
label{display:block;font-size:.85rem;color:var(--soft)}input,select{font:inherit;color:var(--ink);background:var(--page);border:1px solid var(--line);border-radius:6px;padding:.4rem .55rem;width:100%}
button,.button{font:inherit;background:var(--accent);color:var(--on);border:0;border-radius:6px;padding:.45rem .9rem;cursor:pointer;text-decoration:none;display:inline-block}
button.plain{background:transparent;color:var(--accent);border:1px solid var(--line)}button.danger{background:transparent;color:var(--red);border:1px solid var(--line)}
button:focus-visible,a:focus-visible,input:focus-visible,select:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(13rem,1fr));gap:.7rem;margin:0 0 .8rem}.row{display:flex;gap:.6rem;flex-wrap:wrap;align-items:end}
.pill{white-space:nowrap;font-weight:400;border:1px solid var(--line);border-radius:99px;padding:.05rem .6rem;font-size:.8rem}.red{color:var(--red)}.green{color:var(--green)}.soft{color:var(--soft)}
.notice{border-left:4px solid var(--red)}form.inline{display:inline}
`

/** The frame of every page; says plainly that nothing here is real. */
export function layout(title: string, organisation: string, content: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title} · Xero sandbox</title><style>${raw(css)}</style></head>
<body>
<header><strong>Xero sandbox</strong><span>${organisation} · not the real Xero, nothing here is real money</span>
<nav><a href="/">Dashboard</a> · <a href="/?tab=contacts">Contacts</a> · <a href="/?tab=invoices">Invoices</a> · <a href="/quotes">Quotes</a> · <a href="/app/settings">Settings</a></nav></header>
<main>${content}</main>
</body></html>`
}

const formatter = new Intl.NumberFormat('en-AU', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

export const money = (cents: number, currency = '') =>
  `${formatter.format(cents / 100)}${currency && ` ${currency}`}`

export const notice = (text: string | null | undefined): Html =>
  text ? html`<section class="notice" role="alert">${text}</section>` : html``
