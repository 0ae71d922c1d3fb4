/** What a condition watches: a price, something made of prices, an indicator, or something that happens. */
import { z } from 'zod'
import { instrumentIdSchema } from '../model/ids.ts'
import { changeBases } from '../model/quote.ts'
import { indicatorInfo, indicatorNames } from './indicator-names.ts'
import { parseJsonPath } from './json-path.ts'

/** Prices and their distance, in the instrument's currency; `volume` is that of the condition's bar; `age` is in seconds. */
export const plainSources = ['last', 'bid', 'ask', 'mid', 'spread', 'volume', 'age'] as const

/** What can happen to the app itself. */
export const systemEvents = [
  'feed-down',
  'feed-back',
  'delivery-given-up',
  'listener-refused',
  'listener-stopped',
  'started',
  'woken',
] as const
export type SystemEvent = (typeof systemEvents)[number]

const indicatorSchema = z
  .object({
    kind: z.literal('indicator'),
    name: z.enum(indicatorNames),
    /** Every input of the indicator by name: a snapshot, whatever the chart shows later. */
    inputs: z.record(z.string(), z.number().positive().max(5000)),
    /** Which of its lines. */
    output: z.string(),
  })
  .superRefine(({ name, inputs, output }, context) => {
    const info = indicatorInfo(name)
    const [given, wanted] = [Object.keys(inputs).sort(), Object.keys(info.inputs).sort()]
    if (given.join() !== wanted.join()) {
      context.addIssue({
        code: 'custom',
        path: ['inputs'],
        message: `${info.words} takes ${wanted.length === 0 ? 'no inputs' : `the inputs ${wanted.join(', ')}`}`,
      })
    }
    if (!info.outputs.includes(output)) {
      context.addIssue({
        code: 'custom',
        path: ['output'],
        message: `${info.words} gives ${info.outputs.join(', ')}`,
      })
    }
  })

export const sourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(plainSources) }),
  /** Change in percent, measured from `basis`. */
  z.object({ kind: z.literal('change-percent'), basis: z.enum(changeBases) }),
  /** Last price divided by, or less, the last price of another instrument. */
  z.object({ kind: z.enum(['ratio', 'difference']), to: instrumentIdSchema }),
  indicatorSchema,
  z.object({ kind: z.literal('event'), event: z.enum(systemEvents) }),
  /** A request to the source `hook`; with a path the number that stands there in its JSON body. */
  z.object({
    kind: z.literal('webhook'),
    hook: z.string().min(1).max(64),
    path: z
      .string()
      .max(300)
      .superRefine((path, context) => {
        const parsed = parseJsonPath(path)
        if ('wrongAt' in parsed)
          context.addIssue({
            code: 'custom',
            message: `not a JSON path from character ${parsed.wrongAt + 1} on`,
          })
      })
      .nullable(),
  }),
])
export type Source = z.infer<typeof sourceSchema>

/** Whether the source is something that happens rather than a number. */
export function isMoment(source: Source): boolean {
  return source.kind === 'event' || (source.kind === 'webhook' && source.path === null)
}

/** Whether the source moves in the instrument's own price steps. */
export function isPrice({ kind }: Source): boolean {
  return kind === 'last' || kind === 'bid' || kind === 'ask' || kind === 'spread'
}

/** Whether the source is computed from bars, and so needs an interval. */
export function needsInterval(source: Source): boolean {
  return source.kind === 'volume' || source.kind === 'indicator'
}

/**
 * Whether one-minute bars can stand in for the source's own values, for rehearsal and catch-up. What they can't tell (bid,
 * ask, mid, spread, age, change by basis, events, webhooks) is not judged there.
 */
export function isInBars(source: Source): boolean {
  return ['last', 'volume', 'ratio', 'difference', 'indicator'].includes(source.kind)
}
