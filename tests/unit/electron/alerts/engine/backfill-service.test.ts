/** What was missed joins what is seen: rules that were armed, began or waited for something meanwhile, through the whole service. */
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../../../../shared/model/ids.ts'
import type { AlertDraft } from '../../../../../shared/alerts/rule.ts'
import { createAlertRig, levelRule, tapeInstrument } from '../../../../support/alert-rig.ts'
import type { TapeTick } from '../../../../support/tape.ts'
import { bitcoin, instrument, startAt } from '../samples.ts'
import { clock, make, store } from '../service-bench.ts'

const up = (level: number, more: Partial<AlertDraft> = {}) => levelRule(bitcoin, 'crossing-up', [level], more)
const from = (startsAt: number) => ({ startsAt, expiresAt: null, snoozeUntil: null, active: null })

describe('a rule', () => {
  it('that is armed while ticks are kept back does not hear of those that came before it', async () => {
    const { service, recorded, tick } = make()
    service.save(up(1000))
    tick(99)
    service.onDown([bitcoin])
    await clock.advanceAsync(120_000)
    // Kept back until the bars before them are there.
    tick(99, 99.5, 101)
    service.save(up(100))
    await clock.advanceAsync(5000)
    expect(recorded).toEqual([])
    tick(99, 101)
    expect(recorded).toMatchObject([{ number: 1, late: false }])
  })

  it('that began in the hole is made up for from there on, over a restart too', async () => {
    const first = make()
    first.service.save(up(100, { schedule: from(startAt + 150_000) }))
    first.service.save(up(1000))
    first.tick(99)
    first.service.stop()
    clock.advance(60_000)
    // Before its start, and after it.
    first.trade([101, 99], false)
    clock.advance(120_000)
    first.trade([99, 99.5], false)
    clock.advance(60_000)
    first.trade([102], false)
    clock.advance(60_000)
    const second = make()
    second.tick(103)
    await clock.advanceAsync(5000)
    expect(second.recorded).toMatchObject([{ late: true, price: 102, number: 1 }])
  })

  it('that touched its level unseen and is confirmed live is told at once', async () => {
    const { service, recorded, summaries, tick, trade } = make()
    service.save(up(100, { confirm: { kind: 'ticks', count: 3 } }))
    tick(99)
    service.onDown([bitcoin])
    await clock.advanceAsync(120_000)
    trade([99], false)
    await clock.advanceAsync(60_000)
    tick(101)
    await clock.advanceAsync(5000)
    expect(recorded).toEqual([])
    tick(102)
    expect(recorded).toMatchObject([{ late: false, inferred: { low: 101 } }])
    expect(summaries).toEqual([])
    expect(store.deliveries.list({ limit: 10 })).toMatchObject([{ target: 'desktop', reason: 'alert' }])
  })

  it('that a second venue confirms is not confirmed by what that venue said later', async () => {
    const other = instrumentId('simulated', 'ETHUSDT')
    const tape: TapeTick[] = []
    const { service, recorded } = createAlertRig({
      store,
      clock,
      instruments: [instrument, tapeInstrument(other, 0.01)],
      tape: (id) => (id === bitcoin ? tape : []),
    })
    service.start()
    const trade = (price: number, id = bitcoin, isSeen = true) => {
      clock.advance(1000)
      const at = clock.now()
      if (id === bitcoin) tape.push({ at, price })
      if (isSeen) service.onTick(id, { price, exchangeAt: at, receivedAt: at })
    }
    service.save(
      up(100, {
        confirm: { kind: 'second-venue', instrument: other, withinMs: 60_000, tolerancePercent: 0 },
      }),
    )
    trade(99)
    trade(99, other)
    service.onDown([bitcoin])
    clock.advance(60_000)
    trade(101, bitcoin, false)
    trade(99, bitcoin, false)
    clock.advance(300_000)
    // Minutes later the other venue is there too; its feed never broke.
    trade(101, other)
    trade(99)
    await clock.advanceAsync(5000)
    expect(recorded).toEqual([])
    // It begins anew, and goes on.
    trade(99)
    trade(101)
    expect(recorded).toHaveLength(1)
  })
})
