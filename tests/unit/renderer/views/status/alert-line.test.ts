/** The footer's words about alerts. */
import { describe, expect, it } from 'vitest'
import { alertCounts, catchUpLine, unwatchedHint } from '../../../../../renderer/views/status/alert-line.ts'
import type { CatchUp } from '../../../../../shared/contract/methods.ts'
import { sampleRule } from '../../../../support/alert-samples.ts'
import { btc, eth } from '../../../../support/samples.ts'

describe('counts', () => {
  const rules = [
    sampleRule('a'),
    sampleRule('b', { unwatched: 'market closed' }),
    sampleRule('c', { unwatched: 'feed down' }),
    sampleRule('d', { unwatched: 'feed down' }),
    sampleRule('e', { state: 'paused', unwatched: 'feed down' }),
  ]

  it('hold what is armed, and of these what is not watched', () => {
    expect(alertCounts(rules)).toEqual({ armed: 4, unwatched: 3 })
  })

  it('name the reasons, the commonest first', () => {
    expect(unwatchedHint(rules)).toBe('2× feed down\n1× market closed')
  })
})

describe('catching up', () => {
  const at = Date.UTC(2026, 10, 23)
  const hour = 3_600_000
  const catchUp = (fields: Partial<CatchUp>): CatchUp => ({
    instrument: btc,
    fromAt: at + 3 * hour,
    toAt: at + 7 * hour,
    state: 'running',
    reason: null,
    fired: 0,
    ...fields,
  })
  const now = at + 8 * hour

  it('says over which time, while it runs', () => {
    const line = catchUpLine(
      [catchUp({}), catchUp({ instrument: eth, fromAt: at + 2 * hour, fired: 2 })],
      now,
      'UTC',
    )
    expect(line).toEqual({
      text: 'making up for 02:00–07:00 …',
      hint: 'BTCUSDT 03:00–07:00\nETHUSDT 02:00–07:00: 2 fired',
      failed: false,
    })
  })

  it('says what cannot be known, when nothing runs any more', () => {
    const failed = catchUp({ state: 'failed', reason: 'the venue has no candles' })
    expect(catchUpLine([failed], now, 'UTC')).toEqual({
      text: 'not known for 03:00–07:00',
      hint: 'BTCUSDT 03:00–07:00: the venue has no candles',
      failed: true,
    })
    expect(catchUpLine([failed, catchUp({})], now, 'UTC')?.failed).toBe(false)
  })

  it('is silent when all is done', () => {
    expect(catchUpLine([catchUp({ state: 'done', fired: 3 })], now, 'UTC')).toBeNull()
    expect(catchUpLine([], now, 'UTC')).toBeNull()
  })

  it('names the day of what is older', () => {
    expect(catchUpLine([catchUp({})], at + 100 * hour, 'UTC')?.text).toContain('11-23 03:00')
  })
})
