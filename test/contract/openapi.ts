import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { parse } from 'yaml'
import { z } from 'zod'

/** The vendor's documents lie beside the repository; they are not part of it. */
const documentsFolder = fileURLToPath(new URL('../../../shared/reference/openapi/', import.meta.url))
export const documentsPresent = () => existsSync(`${documentsFolder}xero_accounting.yaml`)

type Json = Readonly<Record<string, unknown>>
const Json: z.ZodType<Json> = z.record(z.string(), z.unknown())
const Document = z.object({
  paths: z.record(z.string(), Json),
  components: z.object({ schemas: Json, responses: z.record(z.string(), Json).default({}) }),
})

const methods = ['get', 'put', 'post', 'patch', 'delete']

export interface Operation {
  /** e.g. `GET /Contacts/{ContactID}`. */
  readonly name: string
  readonly method: string
  /** As the document spells it. */
  readonly path: string
  /** Root under which the sandbox serves it. */
  readonly root: string
  /** Statuses of success that the document knows. */
  readonly successes: readonly string[]
  /** Null when the document describes no JSON body for this status. */
  validatorOf(status: number): Validate | null
}

type Validate = (body: unknown) => readonly ErrorObject[]

/** Bodies the documents speak of as numbers or texts of a kind. */
const formats: Readonly<Record<string, RegExp | true>> = {
  uuid: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
  'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  double: true,
  float: true,
  int32: true,
  uri: true,
  byte: true,
  binary: true,
  email: true,
}

const msDate = '^/Date\\(-?\\d+(\\+0000)?\\)/$'

/** A schema of the document as JSON Schema, closed: a property the document does not know is a difference. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed)
  const found = Json.safeParse(value)
  if (!found.success) return value
  const from = found.data
  if (typeof from.$ref === 'string') return { $ref: from.$ref }
  const to: Record<string, unknown> = {}
  for (const [key, part] of Object.entries(from)) {
    if (key === 'properties') {
      const properties = Json.parse(part)
      to.properties = Object.fromEntries(Object.entries(properties).map(([name, p]) => [name, closed(p)]))
    } else if (['items', 'allOf', 'oneOf', 'anyOf', 'additionalProperties'].includes(key))
      to[key] = closed(part)
    else if (
      ['type', 'enum', 'format', 'maxLength', 'required', 'pattern', 'minimum', 'maximum'].includes(key)
    )
      to[key] = part
  }
  if (to.properties && to.additionalProperties === undefined) to.additionalProperties = false
  if (from['x-is-msdate'] || from['x-is-msdate-time']) {
    delete to.format
    to.pattern = msDate
  }
  return to
}

/** The operations of one document with what their answers must look like. */
export function operationsOf(file: string, root: string): readonly Operation[] {
  const document = Document.parse(parse(readFileSync(`${documentsFolder}${file}`, 'utf8')))
  const schemas = Object.fromEntries(
    Object.entries(document.components.schemas).map(([name, schema]) => [name, closed(schema)]),
  )
  const ajv = new Ajv({ strict: false, allErrors: true, formats })
  ajv.addSchema({ $id: 'doc', components: { schemas } })
  const compiled = new Map<string, ValidateFunction>()
  const validator = (schema: unknown): Validate => {
    const text = JSON.stringify(closed(schema)).replaceAll('"#/', '"doc#/')
    const known = compiled.get(text) ?? ajv.compile(JSON.parse(text))
    compiled.set(text, known)
    return (body) => (known(body) ? [] : (known.errors ?? []))
  }
  const answer = (response: Json): unknown => {
    const named = typeof response.$ref === 'string' ? response.$ref.split('/').at(-1) : undefined
    const whole = named === undefined ? response : document.components.responses[named]
    const content = z
      .object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) })
      .safeParse(whole)
    return content.success ? content.data.content['application/json']?.schema : undefined
  }
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const found = z.object({ responses: z.record(z.string(), Json) }).safeParse(item[method])
      if (!found.success) return []
      const { responses } = found.data
      return [
        {
          name: `${method.toUpperCase()} ${path}`,
          method: method.toUpperCase(),
          path,
          root,
          successes: Object.keys(responses).filter((status) => status.startsWith('2')),
          validatorOf(status: number) {
            const response = responses[String(status)]
            const schema = response && answer(response)
            return schema ? validator(schema) : null
          },
        },
      ]
    }),
  )
}
