/** A rehearsal over 45,000 one-minute bars: what skipping spares beside judging every price, and what an indicator costs. */
import { packBars } from '../electron/alerts/rehearsal/bars.ts'
import { instrumentsOf, seriesOf } from '../electron/alerts/rehearsal/needs.ts'
import { createRun, type RunInput } from '../electron/alerts/rehearsal/run.ts'
import { mostLeft, usualBands } from '../electron/alerts/rehearsal/suggest.ts'
import { createBarSeries } from '../electron/alerts/series/bar-series.ts'
import { watch } from '../electron/alerts/language/watch.ts'
import type { AlertRule } from '../shared/alerts/rule.ts'
import { fromSimple } from '../shared/alerts/simple.ts'
import type { Candle } from '../shared/model/candle.ts'
import { instrumentId } from '../shared/model/ids.ts'
import { compare, print, type Way } from './measure.ts'

const instrument = instrumentId('simulated', 'BTCUSDT')
const barCount = 45_000
const tickSize = 0.01

/** Wanders around 60,000 by some tenths of a percent an hour, so that the middle is crossed now and then. */
function wander(): Candle[] {
  let seed = 1
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31
    return seed / 2 ** 31
  }
  let price = 60_000
  return Array.from({ length: barCount }, (_each, minute) => {
    const open = price
    const close = Math.round((open + (random() - 0.5) * 60 + (60_000 - open) * 0.0005) * 100) / 100
    price = close
    return {
      openAt: minute * 60_000,
      open,
      high: Math.max(open, close) + Math.round(random() * 1000) / 100,
      low: Math.min(open, close) - Math.round(random() * 1000) / 100,
      close,
      volume: 1,
      closed: true,
      source: 'rest',
    }
  })
}

const bars = packBars(wander())

const draft = fromSimple({
  instrument,
  operator: 'crossing-up',
  level: 60_000,
  frequency: { kind: 'every-time', coolDownMs: 0 },
  note: '',
  expiresAt: null,
})
const base: AlertRule = {
  ...draft,
  language: 2,
  id: 'rehearsed',
  state: 'armed',
  createdAt: 0,
  armedAt: 0,
  version: 1,
}
type Condition = AlertRule['conditions'][number]
const on = (changes: Partial<Condition>): Pick<AlertRule, 'conditions'> => ({
  conditions: base.conditions.map((condition) => ({ ...condition, ...changes })),
})

const rules: Readonly<Record<string, AlertRule>> = {
  'price, 60,000': base,
  'price, with a band': { ...base, rearm: { unit: 'percent', amount: 0.3 } },
  'price, far away': { ...base, ...on({ operands: [70_000] }) },
  'price above, each minute': {
    ...base,
    ...on({ operator: 'greater-than' }),
    frequency: { kind: 'once-per-minute', coolDownMs: 0 },
  },
  'price, each 15m close': {
    ...base,
    frequency: { kind: 'once-per-bar-close', interval: '15m', coolDownMs: 0 },
  },
  'moves up 1 % in 60 min': {
    ...base,
    ...on({ operator: 'moving-up-percent', operands: [1], within: { count: 60, unit: 'minutes' } }),
  },
  'RSI 14 on 15m over 70': {
    ...base,
    ...on({
      source: { kind: 'indicator', name: 'rsi', inputs: { length: 14 }, output: 'value' },
      operands: [70],
      interval: '15m',
    }),
  },
  'price over EMA 20 on 15m': {
    ...base,
    ...on({
      operands: [{ kind: 'indicator', name: 'ema', inputs: { length: 20 }, output: 'value' }],
      interval: '15m',
    }),
  },
}

function played(rule: AlertRule, options: Partial<RunInput> = {}): number {
  const watched = watch(rule, instrument, () => tickSize)
  const wanted = seriesOf(watched)
  const run = createRun({
    watched,
    tapes: [{ instrument: instrumentsOf(watched)[0] ?? instrument, bars, gaps: [] }],
    fromAt: 0,
    series: wanted.length === 0 ? null : createBarSeries({ wanted, seed: () => [] }),
    ...options,
  })
  while (run.step(500));
  return run.part().count
}

export function benchRehearsal(): void {
  for (const [name, rule] of Object.entries(rules)) {
    const count = played(rule)
    const ways: Way[] = [
      { name: 'judges every price', run: () => void played(rule, { isPlain: true }) },
      { name: 'skips what is quiet', run: () => void played(rule) },
    ]
    print(`${name}: ${count} firings in ${barCount} bars`, compare(ways))
  }
  const price = rules['price, 60,000'] ?? base
  const rsi = rules['RSI 14 on 15m over 70'] ?? base
  print(
    'a price beside an indicator, and with the bands that are tried for a suggestion',
    compare([
      { name: 'price', run: () => void played(price) },
      { name: 'RSI 14 on 15m', run: () => void played(rsi) },
      {
        name: 'price, and bands until one helps',
        run() {
          const mostFirings = mostLeft(played(price))
          usualBands.find((rearm) => played({ ...price, rearm }, { mostFirings }) <= mostFirings)
        },
      },
    ]),
  )
}
