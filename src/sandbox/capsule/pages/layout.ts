import { html, raw } from 'hono/html'
import { style } from './style.ts'

export type Html = ReturnType<typeof html>

/** A whole page; every one says that it is a sandbox. */
export function layout(
  title: string,
  content: Html,
  options: { site?: string; narrow?: boolean } = {},
): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Capsule sandbox</title>
<style>${raw(style)}</style>
</head>
<body>
<aside class="note" aria-label="Sandbox">Capsule sandbox: a stand-in for trying things out. Nothing here reaches the real Capsule.</aside>
<header>
<a class="name" href="/">${options.site ?? 'Capsule sandbox'}</a>
${options.site === undefined ? '' : html`<a href="/">Contacts</a><a href="/opportunities">Opportunities</a><a class="button" href="/party/new">Add contact</a>`}
</header>
<main${options.narrow ? raw(' class="narrow"') : ''}>${content}</main>
</body>
</html>`
}

/** A link when the text is a web address, else the text. */
export function linked(value: string): Html | string {
  return /^https?:\/\//i.test(value) && URL.canParse(value)
    ? html`<a href="${value}" rel="noreferrer">${value}</a>`
    : value
}
