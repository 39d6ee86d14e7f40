import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Context } from 'hono'
import type { App } from './app.ts'
import { anybody } from './routes/permission.ts'

const dist = fileURLToPath(new URL('../../web/dist', import.meta.url))

/** A built page; each has its own bundle. */
export function page(c: Context, file: 'index.html' | 'panel.html') {
  const path = `${dist}/${file}`
  if (!existsSync(path)) return c.text('The pages are not built yet. Start with: npm start', 503)
  return c.html(readFileSync(path, 'utf8'))
}

/** The built web app; every address that is no file is a page of it. */
export function pages(app: App): void {
  const root = relative(process.cwd(), dist) || '.'
  app.use('/assets/*', async (c, next) => {
    await next()
    if (c.res.status === 200) c.header('cache-control', 'public, max-age=31536000, immutable')
  })
  app.use('*', serveStatic({ root }))
  // A page that was open over an update asks for files that are gone: it must not take a page for a script.
  app.get('/assets/*', anybody('files of the pages'), (c) => c.text('There is no such file.', 404))
  app.get('*', anybody('a page holds nothing before it asks'), (c) => {
    c.header('cache-control', 'no-cache')
    return page(c, 'index.html')
  })
}
