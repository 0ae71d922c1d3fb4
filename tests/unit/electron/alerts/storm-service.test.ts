/** A rule that fires far too often, through the whole service: told one by one, then as one, and all of it on record. */
import { describe, expect, it } from 'vitest'
import type { Firing } from '../../../../shared/alerts/firing.ts'
import { levelRule, peerTarget } from '../../../support/alert-rig.ts'
import { bitcoin, startAt } from './samples.ts'
import { clock, crossingUp, make, store } from './service-bench.ts'

const actions = { ...crossingUp().actions, targets: [peerTarget.id] }
const logged = (rule: string) => [...store.firings.each({ rule })]
const rows = () => store.deliveries.list({ limit: 1000 })
const rowsOf = (firings: readonly Firing[]) => {
  const ids = new Set(firings.map(({ id }) => id))
  return rows().filter(({ firing }) => firing !== null && ids.has(firing))
}

/** So many crossings of 64,200, `everyMs` apart. */
function storm(
  { service }: ReturnType<typeof make>,
  count: number,
  everyMs: number,
  see?: (number: number) => void,
) {
  for (let number = 1; number <= count; number += 1) {
    for (const price of [64_199, 64_201]) {
      clock.advance(everyMs / 2)
      const at = clock.now()
      service.onTick(bitcoin, { price, exchangeAt: at, receivedAt: at })
    }
    see?.(number)
  }
}

describe('a storm of 200 in three minutes', () => {
  it('is told 15 times one by one and the rest once, counted, with all of it in the log', () => {
    const bench = make()
    const { service, recorded, summaries } = bench
    const loud = service.save(crossingUp(64_200, { name: 'Loud', actions }))
    storm(bench, 200, 890)
    expect(clock.now() - startAt).toBeLessThan(180_000)

    const all = logged(loud.id)
    expect(all.map(({ number }) => number)).toEqual(Array.from({ length: 200 }, (_, place) => place + 1))
    expect(recorded).toHaveLength(200)
    expect(all.map(({ folded }) => folded)).toEqual(all.map((_firing, place) => place >= 15))
    expect(service.list()[0]).toMatchObject({ state: 'armed', firedCount: 200 })
    // Each of the first 15 to this computer and to the target; of the rest nothing yet.
    expect(rowsOf(all.slice(0, 15)).map(({ target }) => target)).toHaveLength(30)
    expect(rowsOf(all.slice(15))).toEqual([])
    expect(rows()).toHaveLength(30)
    expect(summaries).toEqual([])

    // Three minutes after the first that was folded.
    const dueAt = (all[15]?.firedAt ?? 0) + 180_000
    clock.advance(dueAt - 1000 - clock.now())
    expect(summaries).toEqual([])
    clock.advance(2000)
    expect(summaries).toMatchObject([
      {
        reason: 'folded',
        title: '185 more alerts: Loud (simulated)',
        firings: all.slice(15).map(({ id }) => id),
      },
    ])
    const told = rows().filter(({ firing }) => firing === null)
    expect(told.map(({ target, reason }) => `${target} ${reason}`).toSorted()).toEqual([
      'desktop folded',
      'peer folded',
    ])
    const body = told.find(({ target }) => target === peerTarget.id)?.body ?? ''
    expect(JSON.parse(body)).toMatchObject({
      type: 'alerts.summary',
      data: { count: 185, rules: [{ rule: loud.id, name: 'Loud', count: 185 }], more: 145 },
    })
    // Once: nothing of it is told again, and the next firing stands by itself.
    clock.advance(600_000)
    expect(summaries).toHaveLength(1)
    expect(rows()).toHaveLength(32)
    storm(bench, 1, 890)
    expect(recorded.at(-1)).toMatchObject({ number: 201, folded: false })
    expect(rows()).toHaveLength(34)
  })

  it('leaves another rule on the same instrument alone, which fires in the midst of it', () => {
    const bench = make()
    const { service, summaries, recorded } = bench
    const loud = service.save(crossingUp(64_200, { actions }))
    const quiet = service.save(levelRule(bitcoin, 'crossing-up', [64_500], { actions }))
    storm(bench, 200, 890, (number) => {
      if (number !== 100) return
      for (const price of [64_499, 64_500]) {
        clock.advance(1)
        service.onTick(bitcoin, { price, exchangeAt: clock.now(), receivedAt: clock.now() })
      }
      // At once, by itself, to both.
      expect(recorded.at(-1)).toMatchObject({ rule: quiet.id, folded: false, number: 1 })
      expect(rowsOf(logged(quiet.id)).map(({ target, reason }) => [target, reason])).toEqual([
        ['desktop', 'alert'],
        ['peer', 'alert'],
      ])
    })
    clock.advance(400_000)
    expect(logged(loud.id)).toHaveLength(200)
    expect(summaries).toHaveLength(1)
    expect(summaries[0]?.firings).toHaveLength(185)
    expect(summaries[0]?.firings).not.toContain(logged(quiet.id)[0]?.id)
  })

  it('is counted in full where it is thousands, and goes on for longer than three minutes', () => {
    const bench = make()
    const { service, summaries } = bench
    const loud = service.save(crossingUp(64_200, { name: 'Loud' }))
    storm(bench, 1250, 170)
    clock.advance(400_000)
    const all = logged(loud.id)
    expect(all).toHaveLength(1250)
    const folded = all.filter((firing) => firing.folded).map(({ id }) => id)
    const told = summaries.flatMap(({ firings }) => firings)
    expect(summaries[0]?.firings.length).toBeGreaterThan(1000)
    expect(summaries.length).toBeGreaterThan(1)
    expect(told).toHaveLength(folded.length)
    expect(new Set(told)).toEqual(new Set(folded))
  })

  it('counts nothing twice that was told by itself in the midst of it', () => {
    const bench = make()
    const loud = bench.service.save(crossingUp(64_200, { name: 'Loud' }))
    storm(bench, 1, 890)
    clock.advance(100_000)
    // Fourteen more, then too many; when the first is three minutes old one is told by itself again.
    storm(bench, 100, 890)
    clock.advance(200_000)
    const all = logged(loud.id)
    const singles = all.flatMap(({ number, folded }) => (folded ? [] : [number]))
    expect(singles.slice(0, 15)).toEqual(Array.from({ length: 15 }, (_, place) => place + 1))
    expect(singles).toHaveLength(16)
    expect(bench.summaries).toMatchObject([
      { firings: all.filter(({ folded }) => folded).map(({ id }) => id) },
    ])
  })

  it('goes on over a restart: what was folded is told, once', () => {
    const first = make()
    const loud = first.service.save(crossingUp(64_200, { name: 'Loud' }))
    storm(first, 40, 890)
    first.service.stop()
    expect(first.summaries).toEqual([])
    clock.advance(200_000)
    const second = make()
    clock.advance(2000)
    expect(second.summaries).toMatchObject([{ title: '25 more alerts: Loud (simulated)' }])
    second.service.stop()
    const third = make()
    clock.advance(400_000)
    expect(third.summaries).toEqual([])
    expect(logged(loud.id)).toHaveLength(40)
  })

  it('is told where the rule expires in the midst of it', () => {
    const bench = make()
    const expiresAt = startAt + 60_000
    const schedule = { startsAt: null, expiresAt, snoozeUntil: null, active: null }
    bench.service.save(crossingUp(64_200, { name: 'Loud', schedule }))
    storm(bench, 200, 890)
    const folded = Math.floor(59_999 / 890) - 15
    expect(bench.recorded).toHaveLength(folded + 15)
    expect(bench.summaries).toMatchObject([{ title: `${folded} more alerts: Loud (simulated)` }])
    expect(bench.service.list()[0]?.state).toBe('expired')
  })
})
