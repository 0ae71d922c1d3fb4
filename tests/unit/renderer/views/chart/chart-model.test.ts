/** Rules, firings, messages and gaps as what the chart draws. */
import { describe, expect, it } from 'vitest'
import type { RuleView } from '../../../../../shared/model/alert.ts'
import type { Candle } from '../../../../../shared/model/candle.ts'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import {
  alertLinesOf,
  bandSpan,
  gapBandsOf,
  markerPrice,
  markersOf,
  placeMarkers,
  type Marker,
} from '../../../../../renderer/views/chart/chart-model.ts'

const minute = 60_000
const btc = instrumentId('simulated', 'BTCUSDT')
const eth = instrumentId('simulated', 'ETHUSDT')

const candles: Candle[] = [0, 1, 2, 10, 11].map((index) => ({
  openAt: index * minute,
  open: 100,
  high: 110,
  low: 90,
  close: 105,
  volume: 1,
  closed: true,
  source: 'rest',
}))

const rule: RuleView = {
  id: 'r1',
  instrument: btc,
  operator: 'crossing-up',
  level: 64_200,
  frequency: { kind: 'once' },
  note: '',
  expiresAt: null,
  state: 'armed',
  createdAt: 0,
  armedAt: 0,
  version: 1,
  sentence: '',
  memory: { lastTick: null, lastFiredAt: null, firedCount: 0 },
  unwatched: null,
}

describe('alertLinesOf', () => {
  it('draws the rules of the instrument alone, and says what each is', () => {
    const lines = alertLinesOf(
      [
        rule,
        { ...rule, id: 'r2', state: 'paused' },
        { ...rule, id: 'r3', state: 'fired' },
        { ...rule, id: 'r4', instrument: eth },
      ],
      btc,
    )
    expect(lines.map(({ id, label, armed, draggable }) => [id, label, armed, draggable])).toEqual([
      ['r1', 'Alert: crosses up', true, true],
      ['r2', 'Paused: crosses up', false, true],
      ['r3', 'Fired: crosses up', false, false],
    ])
  })
})

describe('markers', () => {
  const hook = (id: string, at: number, price: number | null): Marker => ({ kind: 'hook', id, at, price })

  it('reads prices as senders write them', () => {
    expect(markerPrice('64,031.20')).toBe(64_031.2)
    expect(markerPrice('{{close}}')).toBeNull()
    expect(markerPrice('')).toBeNull()
    expect(markerPrice(null)).toBeNull()
    expect(markerPrice('-3')).toBeNull()
  })

  it('stands at the bar that holds its moment, and nowhere in a hole or outside', () => {
    const placed = placeMarkers(
      [
        hook('1', minute + 5, 101),
        hook('2', 5 * minute, 101),
        hook('3', 60 * minute, 101),
        hook('4', -5, 101),
      ],
      candles,
      minute,
    )
    expect(placed.map(({ openAt, price, ids }) => [openAt, price, ids])).toEqual([[minute, 101, ['1']]])
  })

  it('goes to the low of its bar without a price, or with one from another world', () => {
    const placed = placeMarkers([hook('1', 0, null), hook('2', minute, 9_000)], candles, minute)
    expect(placed.map(({ price }) => price)).toEqual([90, 90])
  })

  it('counts several of a kind in one bar, and piles up the kinds at one price', () => {
    const placed = placeMarkers(
      [hook('1', 1, 100), hook('2', 2, 102), { kind: 'firing', id: 'f', at: 3, price: 103 }],
      candles,
      minute,
    )
    expect(placed.map(({ kind, ids, stack, price }) => [kind, ids, stack, price])).toEqual([
      ['hook', ['1', '2'], 0, 100],
      ['firing', ['f'], 1, 100],
    ])
  })

  it('takes the moment of a firing from its evidence, on the venue’s clock', () => {
    const firing = {
      id: 'f',
      rule: 'r1',
      ruleVersion: 1,
      instrument: btc,
      sentence: '',
      note: '',
      level: 100,
      firedAt: 999,
      evidence: { before: null, at: { price: 101, exchangeAt: 5, receivedAt: 900 } },
      late: false,
      simulated: true,
      acknowledgedAt: null,
    }
    expect(markersOf([firing, { ...firing, id: 'g', instrument: eth }], [], btc)).toEqual([
      { kind: 'firing', id: 'f', at: 5, price: 101 },
    ])
  })
})

describe('gaps', () => {
  it('stand between the bars around them and say how long they are', () => {
    expect(gapBandsOf([{ fromAt: 3 * minute, toAt: 10 * minute }], candles)).toEqual([
      { id: `gap:${3 * minute}`, leftAt: 2 * minute, rightAt: 10 * minute, label: 'no data 7 m' },
    ])
  })

  it('reach past the last bar when nothing came after, and are not drawn before the first', () => {
    expect(gapBandsOf([{ fromAt: 12 * minute, toAt: 72 * minute }], candles)[0]).toMatchObject({
      leftAt: 11 * minute,
      rightAt: null,
      label: 'no data 1 h',
    })
    expect(gapBandsOf([{ fromAt: -5 * minute, toAt: 0 }], candles)).toEqual([])
    expect(gapBandsOf([{ fromAt: 0, toAt: 5 }], [])).toEqual([])
  })

  it('cover what lies between two bars, and never less than can be seen', () => {
    expect(bandSpan(100, 107, 5)).toEqual({ x: 96.5, width: 14 })
    expect(bandSpan(100, 160, 10)).toEqual({ x: 105, width: 50 })
    expect(bandSpan(100, null, 6)).toEqual({ x: 103, width: 14 })
  })
})
