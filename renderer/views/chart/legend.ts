/** The O H L C line over the candles: elements made once, texts written only where they changed, no React on the way. */
import type { Candle } from '../../../shared/model/candle.ts'
import { formatPrice, formatSigned, formatVolume } from '../../../shared/format/price.ts'

export type LegendValues = {
  readonly open: string
  readonly high: string
  readonly low: string
  readonly close: string
  /** Against the close before, in percent; against its own open for the first candle. */
  readonly change: string
  readonly volume: string
  readonly direction: 'up' | 'down' | 'none'
}

export function legendValues(candle: Candle, previous: Candle | undefined, tickSize: number): LegendValues {
  const base = previous?.close ?? candle.open
  const change = base === 0 ? 0 : ((candle.close - base) / base) * 100
  return {
    open: formatPrice(candle.open, tickSize),
    high: formatPrice(candle.high, tickSize),
    low: formatPrice(candle.low, tickSize),
    close: formatPrice(candle.close, tickSize),
    change: `${formatSigned(change, 2)} %`,
    volume: formatVolume(candle.volume),
    direction: candle.close > base ? 'up' : candle.close < base ? 'down' : 'none',
  }
}

export type Legend = { show(values: LegendValues | null): void }

const fields = ['open', 'high', 'low', 'close', 'change', 'volume'] as const
const labels: Record<(typeof fields)[number], string> = {
  open: 'O',
  high: 'H',
  low: 'L',
  close: 'C',
  change: '',
  volume: 'Vol',
}

/** Fills `element`; the colours hang on its `data-direction`. */
export function createLegend(element: HTMLElement): Legend {
  element.replaceChildren()
  const values = fields.map((field) => {
    const part = document.createElement('span')
    part.dataset['field'] = field
    if (labels[field] !== '') part.append(labels[field], ' ')
    const value = document.createElement('b')
    part.append(value)
    element.append(part)
    return { field, value }
  })
  return {
    show(next) {
      element.hidden = next === null
      if (next === null) return
      if (element.dataset['direction'] !== next.direction) element.dataset['direction'] = next.direction
      for (const { field, value } of values) {
        if (value.textContent !== next[field]) value.textContent = next[field]
      }
    },
  }
}
