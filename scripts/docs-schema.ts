/** JSON Schema in short words: `{ id: string, limit?: integer 1..1000 }`, with the models called by their names. */
import { z } from 'zod'

export type JsonSchema = {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly oneOf?: readonly JsonSchema[]
  readonly items?: JsonSchema
  readonly prefixItems?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: JsonSchema | boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly maxItems?: number
  readonly format?: string
  readonly pattern?: string
  readonly description?: string
  readonly default?: unknown
}

/** The name of a model by its `identityOf`. */
export type Names = ReadonlyMap<string, string>

/** Structure alone decides whether two schemas are the same model: strictness towards extra fields and usual values do not. */
export function identityOf(schema: JsonSchema): string {
  return JSON.stringify(schema, (key, value: unknown) =>
    key === '$schema' || key === 'default' || (key === 'additionalProperties' && value === false)
      ? undefined
      : value,
  )
}

/** What is given (`input`) may leave out what has a usual value; what is answered (`output`) has all of it. */
export type Direction = 'input' | 'output'

/** Types that JSON Schema can't be asked about, with the choices that they come down to. */
export type Choices = ReadonlyMap<unknown, readonly z.ZodType[]>

export function schemaOf(type: z.ZodType, direction: Direction, choices: Choices = new Map()): JsonSchema {
  return z.toJSONSchema(type, {
    io: direction,
    reused: 'inline',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const known = choices.get(zodSchema)
      if (known === undefined) return
      const written = known.map((choice) => schemaOf(choice, direction))
      Object.assign(jsonSchema, { anyOf: written })
    },
  }) as JsonSchema
}

const safe = Number.MAX_SAFE_INTEGER
const thousands = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 6 })

function range(schema: JsonSchema): string {
  const { minimum, maximum, exclusiveMinimum } = schema
  const low = minimum === undefined || minimum === -safe ? null : thousands(minimum)
  const high = maximum === undefined || maximum === safe ? null : thousands(maximum)
  if (exclusiveMinimum !== undefined) return ` > ${thousands(exclusiveMinimum)}`
  if (low !== null && high !== null) return ` ${low}..${high}`
  if (low !== null) return ` ≥ ${low}`
  return high === null ? '' : ` ≤ ${high}`
}

function stringWords({ minLength, maxLength, format, pattern }: JsonSchema): string {
  if (pattern !== undefined) return `string that matches ${pattern}`
  const kind = format === 'uri' ? 'URL' : 'string'
  if (maxLength === undefined)
    return minLength === undefined || minLength === 0 ? kind : `${kind} (not empty)`
  return `${kind} (${thousands(minLength ?? 0)}..${thousands(maxLength)} characters)`
}

function objectWords(schema: JsonSchema, names: Names): string {
  const { properties = {}, required = [], additionalProperties } = schema
  if (typeof additionalProperties === 'object' && Object.keys(properties).length === 0) {
    return `{ [name]: ${typeWords(additionalProperties, names)} }`
  }
  const fields = Object.entries(properties).map(
    ([name, field]) => `${name}${required.includes(name) ? '' : '?'}: ${typeWords(field, names)}`,
  )
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`
}

function arrayWords(schema: JsonSchema, names: Names): string {
  if (schema.prefixItems !== undefined) {
    return `[${schema.prefixItems.map((item) => typeWords(item, names)).join(', ')}]`
  }
  const item = typeWords(schema.items ?? {}, names)
  const simple = /^[\w.]+$/.test(item) || (item.startsWith('[') && item.endsWith(']'))
  const most = schema.maxItems === undefined ? '' : ` (≤ ${thousands(schema.maxItems)})`
  return `${simple ? item : `(${item})`}[]${most}`
}

/** `self`: spelt out although it has a name. */
export function typeWords(schema: JsonSchema, names: Names, self = false): string {
  const name = self ? undefined : names.get(identityOf(schema))
  if (name !== undefined) return name
  const choices = schema.anyOf ?? schema.oneOf
  if (choices !== undefined) return choices.map((choice) => typeWords(choice, names)).join(' | ')
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum !== undefined) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  if (Array.isArray(schema.type)) {
    return schema.type.map((type: string) => typeWords({ ...schema, type }, names)).join(' | ')
  }
  if (schema.type === 'object') return objectWords(schema, names)
  if (schema.type === 'array') return arrayWords(schema, names)
  if (schema.type === 'string') return stringWords(schema)
  if (schema.type === 'number' || schema.type === 'integer') return `${schema.type}${range(schema)}`
  return typeof schema.type === 'string' ? schema.type : 'any'
}
