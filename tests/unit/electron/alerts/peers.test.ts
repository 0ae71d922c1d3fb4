/** Mistakes that other programs' alerts made, each worked out in numbers, and what is done here instead; through the whole service. */
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../../../shared/model/ids.ts'
import type { AlertDraft } from '../../../../shared/alerts/rule.ts'
import { createAlertRig, levelRule, tapeInstrument } from '../../../support/alert-rig.ts'
import { bitcoin, instrument } from './samples.ts'
import { clock, make, store, tape } from './service-bench.ts'

const logged = () => store.firings.list({ limit: 100 }).toReversed()
const up = (level: number, more: Partial<AlertDraft> = {}) => levelRule(bitcoin, 'crossing-up', [level], more)
const above = (level: number, more: Partial<AlertDraft> = {}) =>
  levelRule(bitcoin, 'greater-than', [level], more)

describe('leek-fund', () => {
  // remindNotification.ts at 425bc79: the move was larger than what lay between the price and the level.
  const theirs = (before: number, now: number, level: number) =>
    Math.abs(now - before) > Math.abs(now - level) && now > before === level > before

  it('fired though the level was not reached: from 10.00 to 10.40 for 10.60', () => {
    expect(theirs(10, 10.4, 10.6)).toBe(true)
    const { service, recorded, tick } = make()
    service.save(up(10.6))
    service.save(levelRule(bitcoin, 'crossing', [10.6]))
    service.save(above(10.6))
    tick(10, 10.4)
    expect(recorded).toEqual([])
    tick(10.59)
    expect(recorded).toEqual([])
    tick(10.6)
    expect(recorded).toMatchObject(
      Array.from({ length: 2 }, () => ({
        price: 10.6,
        level: 10.6,
        evidence: { before: { price: 10.59 }, at: { price: 10.6 } },
      })),
    )
    // "Greater than" wants one tick beyond it.
    tick(10.61)
    expect(recorded).toHaveLength(3)
  })

  it('did not fire for the level where the step to it was small: from 10.50 to 10.60 to 10.75', () => {
    expect(theirs(10.5, 10.6, 10.75)).toBe(false)
    const { service, recorded, tick } = make()
    service.save(up(10.75))
    tick(10.5, 10.6, 10.74, 10.75)
    expect(recorded).toMatchObject([{ price: 10.75 }])
  })

  it('muted every other alert on the same symbol for three minutes after one', () => {
    const { service, recorded, tick } = make()
    // A cool-down of three minutes is the rule's own.
    const frequency = { kind: 'every-time', coolDownMs: 180_000 } as const
    const near = service.save(up(10.6, { frequency }))
    const far = service.save(up(10.8, { frequency }))
    const down = service.save(levelRule(bitcoin, 'crossing-down', [10.7], { frequency }))
    tick(10.5, 10.6, 10.7, 10.8, 10.7)
    expect(recorded.map(({ rule, firedAt }) => [rule, firedAt])).toEqual([
      [near.id, clock.now() - 3000],
      [far.id, clock.now() - 1000],
      [down.id, clock.now()],
    ])
    expect(logged()).toHaveLength(3)
    expect(store.deliveries.list({ limit: 10 })).toHaveLength(3)
    // Each mutes itself: again within its three minutes, and again after them.
    tick(10.5, 10.6)
    expect(recorded).toHaveLength(3)
    clock.advance(180_000)
    tick(10.5, 10.6)
    expect(recorded.at(-1)).toMatchObject({ rule: near.id, number: 2 })
  })
})

describe('cointop', () => {
  it('let a recurring alert expire with its first firing', () => {
    const { service, recorded, tick } = make()
    const recurring = service.save(up(100))
    const once = service.save(up(100, { frequency: { kind: 'once' } }))
    tick(99, 101, 99, 101, 99, 101)
    const of = (id: string) => recorded.filter(({ rule }) => rule === id).map(({ number }) => number)
    expect(of(recurring.id)).toEqual([1, 2, 3])
    expect(of(once.id)).toEqual([1])
    expect(service.list().map(({ state }) => state)).toEqual(['armed', 'fired'])
  })

  it('watched only what there was at the start', () => {
    const { service, recorded, tick } = make()
    service.save(up(1000))
    tick(99)
    const added = service.save(up(100))
    tick(99, 101)
    expect(recorded.map(({ rule }) => rule)).toEqual([added.id])
    // Nor does a change or a deletion wait for the next start.
    service.save({ ...up(102), id: added.id })
    tick(101, 102)
    expect(recorded).toHaveLength(2)
    expect(recorded[1]).toMatchObject({ ruleVersion: 2, level: 102 })
    service.delete([added.id])
    tick(101, 103)
    expect(recorded).toHaveLength(2)
  })

  it('played a sound whether it was on or off', () => {
    const { service, recorded, tick } = make()
    const sound = { name: 'bell', volume: 0.5, untilAcknowledged: false } as const
    const actions = up(100).actions
    service.save(up(100, { actions: { ...actions, sound } }))
    service.save(up(100))
    tick(99, 101)
    expect(recorded.map(({ show }) => show.sound)).toEqual([sound, null])
  })

  it('compared broken fractions for equality: 0.1 + 0.2 is not 0.3', () => {
    const { service, recorded, tick } = make()
    expect(0.1 + 0.2 === 0.3).toBe(false)
    service.save(up(0.3))
    tick(0.29, 0.1 + 0.2)
    expect(recorded).toMatchObject([{ price: 0.3, level: 0.3 }])
  })
})

describe('fishing-funds', () => {
  // hooks/system.ts at a0096e8c: the close of the day before on one side, the price of now on the other.
  const theirs = (previousClose: number, now: number, level: number) => previousClose < level && now >= level

  it('fired at once for a level that was crossed before the alert was set: 10.00, with 9.80 the day before', () => {
    expect(theirs(9.8, 10.4, 10)).toBe(true)
    const { service, recorded, tick } = make()
    tick(9.8, 10.4)
    service.save(up(10))
    tick(10.4, 10.5, 10.2)
    expect(recorded).toEqual([])
    tick(9.9, 10.1)
    expect(recorded).toMatchObject([{ evidence: { before: { price: 9.9 }, at: { price: 10.1 } } }])
  })

  it('did not see a level that was crossed between two closes', () => {
    expect(theirs(10.4, 10.4, 10)).toBe(false)
    const { service, recorded, tick } = make()
    service.save(up(10))
    tick(10.4, 9.9, 10.4)
    expect(recorded).toHaveLength(1)
  })

  it.each(['stopped', 'killed'])('fired again after a restart for what it had told: %s', async (how) => {
    const first = make()
    first.service.save(up(10))
    first.service.save(above(10))
    first.service.save(up(10, { frequency: { kind: 'once' } }))
    first.tick(9.9, 10.4)
    expect(logged()).toHaveLength(3)
    clock.advance(10_000)
    if (how === 'stopped') first.service.stop()
    // It goes on above the level meanwhile, unseen, and after.
    first.trade([10.3, 10.5], false)
    clock.advance(600_000)
    const second = make()
    second.tick(10.4)
    await clock.advanceAsync(5000)
    second.tick(10.6, 10.2)
    await clock.advanceAsync(5000)
    expect(second.recorded).toEqual([])
    expect(second.summaries).toEqual([])
    // And fires for what is new, the one that was to fire once aside.
    second.tick(9.9, 10.1)
    expect(second.recorded.map(({ number }) => number)).toEqual([2, 2])
  })

  it('fired again every 24 hours for the same', () => {
    const { service, recorded, tick } = make()
    service.save(above(10))
    tick(9.9, 10.4)
    clock.advance(86_400_000)
    tick(10.4, 10.5)
    expect(recorded).toHaveLength(1)
    expect(logged()).toHaveLength(1)
  })
})

describe('ticker', () => {
  const ether = instrumentId('simulated', 'ETHUSDT')
  const pair = (feed: { why: string | null }) => {
    const rig = createAlertRig({
      store,
      clock,
      instruments: [instrument, tapeInstrument(ether, 0.01)],
      tape: () => [],
      changes: { unwatched: (id) => (id === bitcoin ? feed.why : null) },
    })
    rig.service.start()
    const trade = (id: typeof bitcoin, price: number) => {
      clock.advance(1000)
      rig.service.onTick(id, { price, exchangeAt: clock.now(), receivedAt: clock.now() })
    }
    return { ...rig, trade }
  }

  it('went on calling a frozen price real-time: a rule on it says that it is not watched, and why', () => {
    const feed: { why: string | null } = { why: null }
    const { service, trade } = pair(feed)
    service.save(above(100))
    trade(bitcoin, 99)
    expect(service.list()[0]?.unwatched).toBeNull()
    service.onDown([bitcoin])
    feed.why = 'no live prices: waiting for a reconnect'
    expect(service.list()[0]).toMatchObject({
      state: 'armed',
      unwatched: feed.why,
      standings: [{ instrument: bitcoin, unwatched: feed.why }],
    })
  })

  it('would have judged on it: with ALL a frozen price makes nothing true', async () => {
    const { service, recorded, trade } = pair({ why: null })
    const [bitcoinAbove] = above(100).conditions
    const [etherAbove] = levelRule(ether, 'greater-than', [50]).conditions
    if (bitcoinAbove === undefined || etherAbove === undefined) throw new Error('no conditions')
    service.save(above(100, { conditions: [bitcoinAbove, { ...etherAbove, instrument: ether }] }))
    trade(bitcoin, 101)
    trade(ether, 49)
    service.onStale(bitcoin, true)
    trade(ether, 51)
    expect(recorded).toEqual([])
    // It speaks again: what is true then is true.
    service.onStale(bitcoin, false)
    trade(bitcoin, 102)
    await clock.advanceAsync(10_000)
    trade(bitcoin, 103)
    trade(ether, 49)
    trade(ether, 51)
    expect(recorded).toHaveLength(1)
  })

  it('would have closed a bar on it: what was seen last before a break is no close', async () => {
    const frequency = { kind: 'once-per-bar-close', interval: '1m', coolDownMs: 0 } as const
    const { service, recorded, tick, trade } = make()
    service.save(above(100, { frequency }))
    tick(99, 101)
    service.onDown([bitcoin])
    // Unseen, the minute closes at 99.
    trade([102, 99], false)
    await clock.advanceAsync(120_000)
    expect(recorded).toEqual([])
    tick(98)
    await clock.advanceAsync(5000)
    expect(recorded).toEqual([])
  })

  it('would have closed one with the start of the app', async () => {
    const frequency = { kind: 'once-per-bar-close', interval: '1m', coolDownMs: 0 } as const
    const first = make()
    first.service.save(above(100, { frequency }))
    first.tick(99, 101)
    first.service.stop()
    first.trade([99], false)
    clock.advance(600_000)
    const second = make()
    expect(second.recorded).toEqual([])
    second.tick(98)
    await clock.advanceAsync(5000)
    expect(logged()).toEqual([])
  })

  it('would have dropped what waits for a close: the bars that come later decide it', async () => {
    const { service, recorded, tick, trade } = make()
    service.save(up(100, { confirm: { kind: 'bar-close', interval: '1m' } }))
    tick(99, 101)
    service.onDown([bitcoin])
    trade([99.5, 102], false)
    await clock.advanceAsync(120_000)
    expect(service.list()[0]?.standings).toMatchObject([{ heldBack: null }])
    tick(103)
    await clock.advanceAsync(5000)
    expect(recorded).toMatchObject([{ late: true, happenedAt: tape[1]?.at, number: 1 }])
  })

  it('fires nothing for a price that stands still, however often it is repeated', () => {
    const { service, recorded, tick } = make()
    service.save(levelRule(bitcoin, 'crossing', [100]))
    tick(99, 100, 100, 100, 100)
    expect(recorded).toHaveLength(1)
    const { at, price } = tape.at(-1) ?? { at: 0, price: 0 }
    for (let again = 0; again < 5; again += 1)
      service.onTick(bitcoin, { price, exchangeAt: at, receivedAt: clock.now() })
    expect(recorded).toHaveLength(1)
  })
})
