/** Rules to start from: the built-in ones, and how a kept one is fitted to the instrument at hand. */
import type { Condition } from '../../../shared/alerts/condition.ts'
import type { AlertDraft } from '../../../shared/alerts/rule.ts'
import { operatorSpec } from '../../../shared/alerts/operators.ts'
import type { InstrumentId } from '../../../shared/model/ids.ts'
import { roundToTick } from '../../../shared/model/numbers.ts'
import { durationFields, levelText } from './field-text.ts'
import {
  emptyOperand,
  indicatorSource,
  lastSource,
  newCondition,
  type ConditionFields,
  type EditorFields,
} from './fields.ts'
import { newFields, toFields, type FieldContext } from './to-fields.ts'

/** What a preset is fitted to. */
export type PresetStart = {
  readonly instrument: InstrumentId | null
  /** The price now; null while it is not known. */
  readonly last: number | null
  readonly context: FieldContext
}

export type BuiltInPreset = {
  readonly id: string
  readonly name: string
  readonly make: (start: PresetStart) => EditorFields
  /** Its number is three times the usual volume of a bar, which has to be asked for. */
  readonly wantsVolume?: true
}

/** The bars of presets that speak of an hour or of the usual reading of an indicator. */
const presetInterval = '1h'
export const volumeInterval = '15m'
export const volumeTimes = 3

const number = (text: string) => ({ ...emptyOperand, text })

function near({ instrument, last, context }: PresetStart, factor: number): string {
  if (last === null || instrument === null) return ''
  const tickSize = context.tickSizeOf(instrument)
  return levelText(tickSize === null ? last * factor : roundToTick(last * factor, tickSize), tickSize)
}

function base(start: PresetStart, conditions: readonly Partial<ConditionFields>[]): EditorFields {
  const fields = newFields({ instrument: start.instrument, level: null, operator: 'crossing' }, start.context)
  return { ...fields, conditions: conditions.map((condition, key) => newCondition(key, condition)) }
}

function perBarClose(fields: EditorFields): EditorFields {
  const frequency = { ...fields.frequency, kind: 'once-per-bar-close', interval: presetInterval } as const
  return { ...fields, frequency: { ...frequency, coolDown: durationFields(0) } }
}

function everyTime(fields: EditorFields, coolDownMs: number): EditorFields {
  const frequency = { ...fields.frequency, kind: 'every-time', coolDown: durationFields(coolDownMs) } as const
  return { ...fields, frequency }
}

export const builtInPresets: readonly BuiltInPreset[] = [
  {
    id: 'price',
    name: 'Price crosses',
    make: (start) =>
      base(start, [{ operator: 'crossing', operands: [number(near(start, 1)), emptyOperand] }]),
  },
  {
    id: 'breakout',
    name: 'Breakout of a channel',
    make: (start) =>
      base(start, [
        {
          operator: 'exiting-channel',
          operands: [number(near(start, 0.99)), number(near(start, 1.01))],
        },
      ]),
  },
  {
    id: 'rsi',
    name: 'RSI overbought or oversold',
    make(start) {
      const source = indicatorSource('rsi')
      const of = { source, interval: presetInterval } as const
      const fields = base(start, [
        { ...of, operator: 'crossing-up', operands: [number('70'), emptyOperand] },
        { ...of, operator: 'crossing-down', operands: [number('30'), emptyOperand] },
      ])
      return perBarClose({ ...fields, combine: 'any' })
    },
  },
  {
    id: 'averages',
    name: 'Moving average cross',
    make(start) {
      const slow = {
        ...emptyOperand,
        compare: 'source',
        source: indicatorSource('ema', { length: '50' }),
      } as const
      const source = indicatorSource('ema', { length: '20' })
      const operands = [slow, emptyOperand] as const
      return perBarClose(base(start, [{ source, operator: 'crossing', operands, interval: presetInterval }]))
    },
  },
  {
    id: 'move',
    name: '5 % in an hour',
    make(start) {
      const of = { operands: [number('5'), emptyOperand], within: { count: '60', unit: 'minutes' } } as const
      const fields = base(start, [
        { ...of, operator: 'moving-up-percent' },
        { ...of, operator: 'moving-down-percent' },
      ])
      return everyTime({ ...fields, combine: 'any' }, 3_600_000)
    },
  },
  {
    id: 'volume',
    name: 'Volume spike',
    wantsVolume: true,
    make(start) {
      const fields = base(start, [
        { source: { ...lastSource, kind: 'volume' }, operator: 'greater-than', interval: volumeInterval },
      ])
      const frequency = { ...fields.frequency, kind: 'once-per-bar', interval: volumeInterval } as const
      return { ...fields, frequency }
    },
  },
  {
    id: 'stale',
    name: 'Feed goes stale',
    make: (start) =>
      everyTime(
        base(start, [
          {
            source: { ...lastSource, kind: 'age' },
            operator: 'greater-than',
            operands: [number('60'), emptyOperand],
          },
        ]),
        300_000,
      ),
  },
]

/** Three times the middle of the volumes, in two figures; null where there are none. */
export function spikeVolume(volumes: readonly number[]): number | null {
  const sorted = volumes.filter((volume) => volume > 0).sort((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  return middle === undefined ? null : Number((middle * volumeTimes).toPrecision(2))
}

const priced = ['last', 'bid', 'ask', 'mid']

/** Fixed price levels around the price now, as far from each other as they were. */
function moved(condition: Condition, last: number, tickSize: number): Condition {
  const { shape } = operatorSpec(condition.operator)
  const [first, second] = condition.operands
  if (!priced.includes(condition.source.kind) || condition.instrument !== null) return condition
  const at = (value: number) => roundToTick(value, tickSize)
  if (shape === 'level' && typeof first === 'number') return { ...condition, operands: [at(last)] }
  if (shape !== 'channel' || typeof first !== 'number' || typeof second !== 'number') return condition
  const middle = (first + second) / 2
  if (!(middle > 0)) return condition
  const lower = at((last * first) / middle)
  const upper = at((last * second) / middle)
  return { ...condition, operands: [lower, Math.max(upper, at(lower + tickSize))] }
}

/** A kept rule, on the instrument at hand, with its price levels at the price now where that is another one. */
export function fromPreset(rule: AlertDraft, start: PresetStart): EditorFields {
  const { instrument, last, context } = start
  const { id: _id, ...kept } = rule
  const [only, ...others] = rule.scope.kind === 'instruments' ? rule.scope.instruments : []
  const isOne = only !== undefined && others.length === 0
  if (!isOne || instrument === null || only === instrument) return toFields(kept, context)
  const tickSize = context.tickSizeOf(instrument)
  const conditions =
    last === null || tickSize === null
      ? kept.conditions
      : kept.conditions.map((condition) => moved(condition, last, tickSize))
  return toFields({ ...kept, conditions, scope: { kind: 'instruments', instruments: [instrument] } }, context)
}
