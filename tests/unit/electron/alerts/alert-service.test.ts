/** Rules are kept, judged, recorded and brought back: on a real database, through failures and restarts. */
import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../../../shared/model/ids.ts'
import { levelRule } from '../../../support/alert-rig.ts'
import { bitcoin, startAt } from './samples.ts'
import { clock, crossingUp, make, store } from './service-bench.ts'

const above = (level: number) => levelRule(bitcoin, 'greater-than', [level])
const logged = () => store.firings.list({ limit: 100 })

describe('the alert service', () => {
  it('writes firing, memory and outbox rows as one, and tells after', () => {
    const { service, recorded, tick } = make()
    const { id } = service.save(crossingUp(64_200, { note: 'take profit' }))
    tick(64_199, 64_201)
    expect(recorded).toHaveLength(1)
    const [firing] = logged()
    expect(firing).toMatchObject({
      rule: id,
      ruleVersion: 1,
      instrument: bitcoin,
      sentence: 'BTCUSDT last crosses up 64,200, every time',
      note: 'take profit',
      level: 64_200,
      price: 64_201,
      late: false,
      simulated: true,
      number: 1,
      evidence: { before: { price: 64_199 }, at: { price: 64_201 } },
    })
    expect(store.deliveries.list({ limit: 10 })).toMatchObject([
      { firing: firing?.id, target: 'desktop', state: 'pending' },
    ])
    expect(store.rules.list()[0]?.memories.get(bitcoin)).toMatchObject({ firedCount: 1 })
  })

  it('fires a rule that is to fire once, once, and keeps that over a restart', () => {
    const first = make()
    first.service.save(crossingUp(64_200, { frequency: { kind: 'once' } }))
    first.tick(64_000, 64_300)
    expect(first.service.list()[0]).toMatchObject({ state: 'fired', firedCount: 1 })
    first.service.stop()
    const second = make()
    second.tick(64_000, 64_300)
    expect(logged()).toHaveLength(1)
    expect(second.service.armedInstruments()).toEqual([])
  })

  it('does not tell what could not be written, tries again, and fires it once', () => {
    let broken = true
    const { service, recorded, tick } = make({
      store: {
        ...store,
        transaction(work) {
          return store.transaction(() => {
            const result = work()
            if (broken && logged().length > 0) throw new Error('disk full')
            return result
          })
        },
      },
    })
    service.save(crossingUp())
    tick(64_199, 64_201, 64_202)
    expect(recorded).toEqual([])
    expect(logged()).toEqual([])
    expect(store.deliveries.list({ limit: 10 })).toEqual([])
    broken = false
    clock.advance(1000)
    expect(recorded).toHaveLength(1)
    expect(logged()).toHaveLength(1)
  })

  it('does not bring back a rule that was deleted while its firing waited for the disk', () => {
    let broken = false
    const transaction = <T>(work: () => T): T => {
      if (broken) throw new Error('disk full')
      return store.transaction(work)
    }
    const { service, tick } = make({ store: { ...store, transaction } })
    const { id } = service.save(crossingUp())
    broken = true
    tick(64_199, 64_201)
    broken = false
    service.delete([id])
    clock.advance(1000)
    expect(logged()).toHaveLength(1)
    expect(store.rules.list()).toEqual([])
  })

  it('writes no memory that is ahead of a firing that is not on record', () => {
    let broken = true
    const { service, tick } = make({
      store: {
        ...store,
        firings: {
          ...store.firings,
          insert(firing) {
            if (broken) throw new Error('disk full')
            return store.firings.insert(firing)
          },
        },
      },
    })
    service.save(crossingUp(64_200, { frequency: { kind: 'once' } }))
    tick(64_199, 64_201)
    clock.advance(20_000)
    expect(store.rules.list()[0]?.rule.state).toBe('armed')
    expect(store.rules.list()[0]?.memories.get(bitcoin)?.firedCount ?? 0).toBe(0)
    broken = false
    clock.advance(1000)
    expect(store.rules.list()[0]?.rule.state).toBe('fired')
  })

  it('remembers over a kill that the price came back without a firing', async () => {
    const first = make()
    first.service.save(above(64_200))
    first.tick(64_300, 64_000)
    clock.advance(10_000)
    expect(store.rules.list()[0]?.memories.get(bitcoin)?.conditions[0]?.met).toBe(false)
    // Not stopped in order: what was flushed must do.
    const second = make()
    second.tick(64_000, 64_300)
    await clock.advanceAsync(2000)
    expect(logged()).toHaveLength(2)
  })

  it('refuses a level off the grid, a past expiry and an unknown instrument, and keeps nothing of them', () => {
    const { service } = make()
    expect(() => service.save(crossingUp(64_200.005))).toThrow(
      /conditions\[0\]\.operands\[0\]: .*steps of 0\.01; instead of 64200\.005 use 64,200\.00 or 64,200\.01/,
    )
    const schedule = { startsAt: null, expiresAt: startAt, snoozeUntil: null, active: null }
    expect(() => service.save(crossingUp(64_200, { schedule }))).toThrow(/not in the future/)
    const gone = instrumentId('simulated', 'NONE')
    expect(() => service.save(levelRule(gone, 'crossing', [1]))).toThrow(/simulated:NONE/)
    expect(() => service.save(crossingUp(64_200, { scope: { kind: 'watchlist', watchlist: 'x' } }))).toThrow(
      /no watchlist x/,
    )
    expect(store.rules.list()).toEqual([])
  })

  it('takes a level with binary dust as the level it stands for', () => {
    const { service } = make()
    expect(service.save(crossingUp(0.1 + 0.2)).level).toBe(0.3)
  })

  it('counts versions up, arms an edited rule anew and keeps what it has done', () => {
    const { service, tick } = make()
    const { id } = service.save(crossingUp())
    tick(64_199, 64_201)
    const edited = service.save({ ...crossingUp(64_300), id })
    expect(edited).toMatchObject({ id, version: 2, level: 64_300, firedCount: 1 })
    expect(service.list()).toHaveLength(1)
    tick(64_301)
    expect(logged()).toHaveLength(1)
  })

  it('pauses, resumes, deletes and brings back', () => {
    const { service, recorded, tick } = make()
    const { id } = service.save(crossingUp())
    expect(service.pause([id])[0]?.state).toBe('paused')
    tick(64_000, 64_300)
    expect(recorded).toEqual([])
    service.resume([id])
    tick(64_000, 64_300)
    expect(recorded).toHaveLength(1)
    expect(() => service.pause([id, 'gone'])).toThrow(/no rule gone/)
    expect(service.list()[0]?.state).toBe('armed')
    expect(service.delete([id, 'gone'])).toMatchObject([{ id, firedCount: 1 }])
    expect(service.list()).toEqual([])
    tick(64_000, 64_300)
    expect(recorded).toHaveLength(1)
    expect(service.restore([id])).toMatchObject([{ id, firedCount: 1, state: 'armed', version: 1 }])
    expect(() => service.restore([id])).toThrow(/no rule/)
    // What happened while it was away is not asked for.
    tick(64_301, 64_000, 64_300)
    expect(recorded).toHaveLength(2)
  })

  it('never gives two firings one id, not even after a delete and a new rule of the same name', () => {
    const { service, tick } = make()
    const { id } = service.save(crossingUp())
    tick(64_000, 64_300)
    service.delete([id])
    service.save({ ...crossingUp(), id })
    tick(64_000, 64_300)
    expect(new Set(logged().map((firing) => firing.id)).size).toBe(2)
  })

  it('keeps quiet while it is snoozed, and stays armed', () => {
    const { service, recorded, tick } = make()
    const { id } = service.save(crossingUp())
    service.snooze([id], clock.now() + 60_000)
    tick(64_000, 64_300)
    expect(recorded).toEqual([])
    expect(service.list()[0]).toMatchObject({
      state: 'armed',
      standings: [{ heldBack: { reason: 'snoozed' } }],
    })
    clock.advance(60_000)
    tick(64_000, 64_300)
    expect(recorded).toHaveLength(1)
  })

  it('judges nothing while everything is paused, and makes up for nothing of it', () => {
    const { service, recorded, tick } = make()
    service.save(crossingUp())
    tick(64_000)
    service.setPaused(true)
    tick(64_300)
    service.setPaused(false)
    tick(64_300)
    expect(recorded).toEqual([])
    tick(64_000, 64_300)
    expect(recorded).toHaveLength(1)
  })

  it('expires rules by the clock, and does not arm them again', () => {
    const { service } = make()
    const schedule = { startsAt: null, expiresAt: startAt + 5000, snoozeUntil: null, active: null }
    const { id } = service.save(crossingUp(64_200, { schedule }))
    clock.advance(6000)
    expect(service.list()[0]?.state).toBe('expired')
    expect(store.rules.list()[0]?.rule.state).toBe('expired')
    expect(() => service.resume([id])).toThrow(/later expiry/)
  })

  it('says why a rule is not watched, at once', () => {
    let why: string | null = null
    let told = 0
    const { service } = make({ unwatched: () => why, changed: () => (told += 1) })
    service.save(crossingUp())
    expect(service.list()[0]?.unwatched).toBeNull()
    why = 'no live prices: waiting'
    const before = told
    clock.advance(1000)
    expect(told).toBe(before + 1)
    expect(service.list()[0]).toMatchObject({
      unwatched: 'no live prices: waiting',
      standings: [{ unwatched: 'no live prices: waiting' }],
    })
  })

  it('hears of what happens to the app, once for all instruments that it is about', () => {
    const { service, recorded } = make()
    service.save({
      ...crossingUp(),
      scope: { kind: 'app' },
      conditions: [
        {
          source: { kind: 'event', event: 'feed-down' },
          operator: 'happens',
          operands: [],
          within: null,
          interval: null,
          instrument: null,
        },
      ],
    })
    service.onEvent('feed-down', [bitcoin, instrumentId('simulated', 'ETHUSDT')])
    expect(recorded).toMatchObject([
      { instrument: null, price: null, sentence: 'the feed goes down, every time' },
    ])
  })
})
