/** What the service makes up for, from end to end: outages, restarts and kills on a tape, told late, once, in one summary. */
import { describe, expect, it } from 'vitest'
import { codedError } from '../../../../../shared/errors.ts'
import { levelRule } from '../../../../support/alert-rig.ts'
import { barsOf } from '../../../../support/tape.ts'
import { bitcoin, startAt } from '../samples.ts'
import { clock, crossingUp, make, store, tape } from '../service-bench.ts'

const logged = () => store.firings.list({ limit: 1000 }).toReversed()
const levels = () => logged().map(({ level }) => level)

describe('what was missed', () => {
  it('is told after an outage: late, with its minute and the range of its bar, in one summary', async () => {
    const { service, recorded, summaries, trade, tick } = make()
    service.save(crossingUp(64_200))
    service.save(crossingUp(64_500))
    tick(64_000)
    service.onDown([bitcoin])
    clock.advance(120_000)
    trade([64_100, 64_300, 64_050], false)
    clock.advance(120_000)
    tick(64_060)
    expect(recorded).toEqual([])
    await clock.advanceAsync(3000)
    expect(recorded).toMatchObject([
      {
        level: 64_200,
        late: true,
        inferred: { openAt: startAt + 120_000, closeAt: startAt + 180_000, low: 64_050, high: 64_300 },
      },
    ])
    expect(summaries).toMatchObject([{ reason: 'catch-up', firings: [recorded[0]?.id] }])
    // The summary is the one notification.
    expect(store.deliveries.list({ limit: 10 })).toMatchObject([{ firing: null, reason: 'catch-up' }])
    expect(service.catchUps()).toMatchObject([{ state: 'done', fired: 1 }])
  })

  it('is told after the app was closed, and what fired before is not told again', async () => {
    const first = make()
    first.service.save(crossingUp(64_200))
    first.service.save(crossingUp(64_400))
    first.tick(64_000, 64_300)
    first.service.stop()
    clock.advance(3_600_000)
    first.trade([64_350, 64_500, 64_100], false)
    clock.advance(3_600_000)
    const second = make()
    second.tick(64_150)
    await clock.advanceAsync(5000)
    expect(levels()).toEqual([64_200, 64_400])
    expect(second.recorded).toMatchObject([{ level: 64_400, late: true }])
  })

  it('never fires for a time before the rule was armed', async () => {
    const { service, recorded, trade, tick } = make()
    service.save(crossingUp(1))
    tick(64_000)
    service.onDown([bitcoin])
    clock.advance(60_000)
    trade([64_300, 64_000], false)
    service.save(crossingUp(64_200))
    clock.advance(120_000)
    tick(64_010)
    await clock.advanceAsync(5000)
    expect(recorded).toEqual([])
    tick(64_300)
    expect(recorded).toMatchObject([{ level: 64_200, late: false }])
  })

  it('is asked for again where REST does not answer, from what the rules knew before, also after a restart', async () => {
    let isDown = true
    const bars: Parameters<typeof make>[0] = {
      bars: async (_id, fromAt, toAt) => {
        if (isDown) throw codedError('network', 'no REST', 'later')
        return barsOf(tape, fromAt, toAt, clock.now())
      },
    }
    const { service, recorded, trade, tick } = make(bars)
    service.save(crossingUp(64_200))
    tick(64_000)
    service.onDown([bitcoin])
    clock.advance(60_000)
    trade([64_300, 64_000], false)
    clock.advance(60_000)
    tick(64_010)
    await clock.advanceAsync(12_000)
    // Live goes on, as after a gap.
    tick(64_300)
    expect(recorded).toMatchObject([{ late: false, level: 64_200 }])
    expect(service.holes(bitcoin, 0, clock.now())).toHaveLength(1)
    service.stop()

    isDown = false
    const second = make(bars)
    await clock.advanceAsync(120_000)
    expect(second.recorded).toMatchObject([{ late: true, level: 64_200 }])
    expect(second.service.holes(bitcoin, 0, clock.now())).toEqual([])
    expect(store.sights.holes()).toEqual([])
    expect(second.service.list()[0]).toMatchObject({ firedCount: 2 })
  })

  it('of a rule that was to fire once and fired since is not told', async () => {
    let isDown = true
    const { service, recorded, trade, tick } = make({
      bars: async (_id, fromAt, toAt) => {
        if (isDown) throw codedError('network', 'no REST', 'later')
        return barsOf(tape, fromAt, toAt, clock.now())
      },
    })
    service.save(crossingUp(64_200, { frequency: { kind: 'once' } }))
    tick(64_000)
    service.onDown([bitcoin])
    clock.advance(60_000)
    trade([64_300, 64_000], false)
    clock.advance(60_000)
    tick(64_010)
    await clock.advanceAsync(12_000)
    tick(64_300)
    isDown = false
    await clock.advanceAsync(120_000)
    expect(recorded).toHaveLength(1)
  })

  it('of a state that began then and goes on is told once', async () => {
    const { service, recorded, trade, tick } = make()
    service.save(levelRule(bitcoin, 'greater-than', [64_200]))
    tick(64_000)
    service.onDown([bitcoin])
    clock.advance(60_000)
    trade([64_300], false)
    clock.advance(120_000)
    tick(64_310, 64_320, 64_330)
    await clock.advanceAsync(5000)
    tick(64_340)
    expect(recorded).toMatchObject([{ late: true }])
  })

  it('says where bars are missing, and judges nothing across the hole', async () => {
    const { service, recorded, tick } = make({
      bars: async (_id, fromAt, toAt) => {
        const known = barsOf(tape, fromAt, toAt, clock.now())
        return { ...known, gaps: [{ fromAt: startAt + 60_000, toAt: startAt + 180_000 }] }
      },
    })
    service.save(crossingUp(64_200))
    tick(64_000)
    service.onDown([bitcoin])
    clock.advance(300_000)
    tick(64_300)
    await clock.advanceAsync(20_000)
    expect(recorded).toEqual([])
    expect(service.catchUps()).toMatchObject([{ state: 'failed' }])
    tick(64_000, 64_300)
    expect(recorded).toHaveLength(1)
  })
})

describe('a stream that went silent though the market traded', () => {
  it('is made up for when it speaks again', async () => {
    const { service, recorded, trade, tick } = make()
    service.save(crossingUp(64_200))
    tick(64_000)
    clock.advance(60_000)
    trade([64_300, 64_050], false)
    service.onStale(bitcoin, true)
    clock.advance(60_000)
    tick(64_060)
    await clock.advanceAsync(3000)
    expect(recorded).toMatchObject([{ level: 64_200, late: true }])
  })
})

describe('a rule that expired while nothing was seen', () => {
  const until = (expiresAt: number) => ({ startsAt: null, expiresAt, snoozeUntil: null, active: null })

  it('is told what happened before its end, and then is over', async () => {
    const { service, recorded, trade, tick } = make()
    service.save(crossingUp(64_200, { schedule: until(startAt + 200_000) }))
    service.save(crossingUp(64_400, { schedule: until(startAt + 200_000) }))
    tick(64_000)
    service.onDown([bitcoin])
    clock.advance(60_000)
    trade([64_300, 64_050], false)
    // Past its end.
    clock.advance(180_000)
    trade([64_500, 64_050], false)
    clock.advance(60_000)
    tick(64_060)
    await clock.advanceAsync(3000)
    expect(recorded).toMatchObject([{ level: 64_200, late: true }])
    expect(service.list().map(({ state }) => state)).toEqual(['expired', 'expired'])
  })

  it('is so after a restart too', async () => {
    const first = make()
    first.service.save(crossingUp(64_200, { schedule: until(startAt + 200_000) }))
    first.tick(64_000)
    first.service.stop()
    clock.advance(60_000)
    first.trade([64_300, 64_050], false)
    clock.advance(240_000)
    const second = make()
    second.tick(64_060)
    await clock.advanceAsync(3000)
    expect(second.recorded).toMatchObject([{ level: 64_200, late: true }])
    expect(second.service.list()[0]?.state).toBe('expired')
  })
})
