import type { z } from '@hono/zod-openapi'
import { ApiError } from '#api/common.ts'

/** The answers of a JSON route: what it promises, and a refusal in words. */
export const json = <S extends z.ZodType>(schema: S) => ({
  200: { description: 'OK', content: { 'application/json': { schema } } },
  default: {
    description: 'Refused, with the reason in words',
    content: { 'application/json': { schema: ApiError } },
  },
})

export const jsonBody = <S extends z.ZodType>(schema: S) => ({
  body: { required: true, content: { 'application/json': { schema } } },
})
