import { Hono } from 'hono'
import { seesLinked } from './links.ts'
import { invalid, notFound, Refusal } from './refusal.ts'
import type { ApiEnv, World } from './world.ts'

const bytesMax = 25 * 1024 * 1024

/** Files travel as they are; an upload becomes an attachment when an entry names its token. @source reference capsule.md §11 */
export function attachments({ store, kernel }: World): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>()

  api.post('/upload', async (c) => {
    const contentType = c.req.header('Content-Type')
    if (!contentType) throw invalid('content type is required', 'attachment', 'contentType')
    const filename = decoded(c.req.header('X-Attachment-Filename') ?? '').trim()
    if (filename === '') throw invalid('filename is required', 'attachment', 'filename')
    if (Number(c.req.header('Content-Length') ?? 0) > bytesMax) throw tooLarge()
    const bytes = new Uint8Array(await c.req.arrayBuffer())
    if (bytes.length > bytesMax) throw tooLarge()
    if (bytes.length === 0) throw invalid('file is empty', 'attachment')
    const token = `u1/${kernel.chance.text(32)}`
    store.uploads.set(token, { id: store.nextId(), filename, contentType, bytes })
    return c.json({ upload: { token } }, 201)
  })

  api.get('/:id{[0-9]+}', (c) => {
    const id = Number(c.req.param('id'))
    for (const entry of store.entries.all()) {
      const file = entry.attachments.find((attachment) => attachment.id === id)
      if (!file || !seesLinked(store, c.env.caller.user, entry)) continue
      return c.body(file.bytes, 200, {
        'Content-Type': file.contentType,
        'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.filename)}`,
        'X-Content-Type-Options': 'nosniff',
      })
    }
    throw notFound('attachment not found')
  })
  return api
}

function tooLarge(): Refusal {
  return new Refusal(413, { message: 'The file is larger than 25 MB' })
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
