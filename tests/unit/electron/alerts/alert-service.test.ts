import { describe, expect, it } from 'vitest'
import { instrumentId } from '../../../../shared/model/ids.ts'
import { clock, draft, make, store } from './alert-bench.ts'
import { bitcoin, instrument, startAt } from './samples.ts'

describe('alert service', () => {
  it('records firing, memory and outbox rows, and then tells', () => {
    const { service, fired, tick } = make()
    const { id, sentence } = service.save({ ...draft, frequency: { kind: 'once' } })
    expect(sentence).toBe('BTCUSDT last crosses up 64,200, once')
    tick(64_199.5, 64_200.25)
    expect(fired).toHaveLength(1)
    const { firing, deliveries } = fired[0] ?? expect.fail()
    expect(firing).toMatchObject({
      rule: id,
      ruleVersion: 1,
      level: 64_200,
      sentence,
      note: 'take profit',
      simulated: true,
      late: false,
    })
    expect(firing.evidence.before?.price).toBe(64_199.5)
    expect(firing.evidence.at.price).toBe(64_200.25)
    expect(store.firings.list({ limit: 10 })).toEqual([firing])
    expect(store.deliveries.pending()).toEqual(deliveries)
    expect(deliveries).toMatchObject([{ firing: firing.id, target: 'desktop', state: 'pending' }])
    expect(store.rules.list()).toMatchObject([{ rule: { state: 'fired' }, memory: { firedCount: 1 } }])
    expect(service.armedInstruments()).toEqual([])
  })

  it('does not tell what could not be written, tries again, and fires it once', () => {
    let broken = true
    const { service, fired, tick } = make({
      store: {
        ...store,
        transaction(work) {
          return store.transaction(() => {
            const result = work()
            if (broken && store.firings.list({ limit: 1 }).length > 0) throw new Error('disk full')
            return result
          })
        },
      },
    })
    service.save(draft)
    tick(64_199, 64_201, 64_202)
    expect(fired).toEqual([])
    expect(store.firings.list({ limit: 10 })).toEqual([])
    expect(store.deliveries.pending()).toEqual([])
    broken = false
    clock.advance(1000)
    expect(fired).toHaveLength(1)
    expect(store.firings.list({ limit: 10 })).toHaveLength(1)
  })

  it('does not bring back a rule that was deleted while its firing waited for the disk', () => {
    let broken = false
    const transaction = <T>(work: () => T): T => {
      if (broken) throw new Error('disk full')
      return store.transaction(work)
    }
    const { service, tick } = make({ store: { ...store, transaction } })
    const { id } = service.save(draft)
    broken = true
    tick(64_199, 64_201)
    broken = false
    service.delete([id])
    clock.advance(1000)
    expect(store.firings.list({ limit: 10 })).toHaveLength(1)
    expect(store.rules.list()).toEqual([])
  })

  it('treats a restart as a gap: no firing for its first tick, none again for what fired', () => {
    const first = make()
    first.service.save(draft)
    first.service.save({ ...draft, operator: 'greater-than', level: 64_100 })
    first.tick(64_000, 64_150)
    expect(first.fired).toHaveLength(1)
    first.service.stop()

    const second = make()
    second.tick(64_300, 64_301)
    expect(second.fired).toEqual([])
    second.tick(64_000, 64_150)
    expect(second.fired.map(({ firing }) => firing.level)).toEqual([64_100])
  })

  it('remembers over a restart that the price came back without a firing', () => {
    const first = make()
    first.service.save({ ...draft, operator: 'greater-than' })
    first.tick(64_300, 64_000)
    clock.advance(10_000)
    // Not stopped in order: what was flushed must do.
    expect(store.rules.list()[0]?.memory.met).toBe(false)
    const second = make()
    second.tick(64_000, 64_300)
    expect(second.fired).toHaveLength(1)
  })

  it('does not judge the first tick after a gap of the feed', () => {
    const { service, fired, tick } = make()
    service.save(draft)
    tick(64_000)
    service.onGap([bitcoin])
    tick(64_300)
    expect(fired).toEqual([])
    service.onGap('all')
    tick(64_000, 64_300)
    expect(fired).toHaveLength(1)
  })

  it('refuses a level off the grid, a past expiry and an unknown instrument, and keeps nothing of them', () => {
    const { service } = make()
    expect(() => service.save({ ...draft, level: 64_200.005 })).toThrow(
      /steps of 0\.01; use 64,200\.00 or 64,200\.01/,
    )
    expect(() => service.save({ ...draft, expiresAt: startAt })).toThrow(/not in the future/)
    expect(() => service.save({ ...draft, instrument: instrumentId('simulated', 'NONE') })).toThrow(
      /simulated:NONE/,
    )
    expect(store.rules.list()).toEqual([])
  })

  it('takes a level with binary dust as the level it stands for', () => {
    const { service } = make()
    expect(service.save({ ...draft, level: 0.1 + 0.2 }).level).toBe(0.3)
  })

  it('counts versions up, arms an edited rule anew and keeps what it has done', () => {
    const { service, tick } = make()
    const { id } = service.save(draft)
    tick(64_199, 64_201)
    const edited = service.save({ ...draft, id, level: 64_300 })
    expect(edited).toMatchObject({ id, version: 2, level: 64_300, memory: { lastTick: null, firedCount: 1 } })
    expect(service.list()).toHaveLength(1)
  })

  it('pauses, resumes and deletes', () => {
    const { service, fired, tick, changes } = make()
    const { id } = service.save(draft)
    expect(service.pause([id])[0]?.state).toBe('paused')
    tick(64_000, 64_300)
    expect(fired).toEqual([])
    service.resume([id])
    tick(64_000, 64_300)
    expect(fired).toHaveLength(1)
    expect(() => service.pause([id, 'gone'])).toThrow(/no rule gone/)
    expect(service.list()[0]?.state).toBe('armed')
    expect(service.delete([id, 'gone'])).toEqual([{ id, ...draft }])
    expect(service.list()).toEqual([])
    expect(service.save({ id, ...draft }).id).toBe(id)
    expect(changes()).toBeGreaterThan(3)
  })

  it('expires rules by the clock, and does not arm them again', () => {
    const { service } = make()
    const { id } = service.save({ ...draft, expiresAt: startAt + 5000 })
    clock.advance(6000)
    expect(service.list()[0]?.state).toBe('expired')
    expect(store.rules.list()[0]?.rule.state).toBe('expired')
    expect(() => service.resume([id])).toThrow(/later expiry/)
  })

  it('says why a rule is not watched, and watches it once its instrument is known', () => {
    let known = true
    const first = make()
    first.service.save(draft)
    first.service.stop()
    known = false
    const { service, fired, tick } = make({ instrument: () => (known ? instrument : undefined) })
    expect(service.list()[0]?.unwatched).toMatch(/not known/)
    tick(64_000)
    known = true
    tick(64_000, 64_300)
    expect(fired).toHaveLength(1)
  })
})
