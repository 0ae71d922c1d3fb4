/** Whether REST knows more than the stream showed, and what is done about it, without sockets. */
import { describe, expect, it } from 'vitest'
import { createDoubts, doubtMs, isMissed, shortestAskMs, trialMs } from '../../../../electron/feeds/doubts.ts'
import { createSessionCache } from '../../../../electron/feeds/session-cache.ts'
import { createSilenceWatch } from '../../../../electron/feeds/silence-watch.ts'
import type { Watched } from '../../../../electron/feeds/silence-watch.ts'
import type { SpotAnswer } from '../../../../electron/feeds/spot-checks.ts'
import { testInstrument } from '../../../support/feed-provider.ts'
import { createManualClock } from '../../../support/manual-clock.ts'

const [a, b] = [testInstrument('A'), testInstrument('B')]
const silenceMs = 10_000

function setUp(skewMs = 0) {
  const clock = createManualClock()
  const did: string[] = []
  const silence = createSilenceWatch(silenceMs, createSessionCache(), (instrument, state) =>
    did.push(`${state} ${instrument}`),
  )
  let answer: (() => SpotAnswer) | null = () => ({ kind: 'trade', trade: null })
  const asks: { id: string; atMs: number }[] = []
  const doubts = createDoubts({
    clock,
    silence,
    silenceMs,
    skewMs: () => skewMs,
    checks: {
      ask({ id }, done) {
        if (answer === null) return false
        asks.push({ id, atMs: clock.monotonicMs() })
        done(answer())
        return true
      },
      stop: () => undefined,
    },
    askAnew: (instrument) => did.push(`anew ${instrument}`),
    refuse: (instrument) => did.push(`refuse ${instrument}`),
    rebuild: (_reason, allSinceAt) => did.push(allSinceAt === null ? 'replace' : 'rebuild'),
    recovered: (fromAt) => did.push(`recovered ${fromAt - clock.now()}`),
  })
  const tradeAt = (at: number): SpotAnswer => ({
    kind: 'trade',
    trade: { price: 1, exchangeAt: at, tradeId: '' },
  })
  return {
    clock,
    did,
    asks,
    silence,
    tradeAt,
    add: (...instruments: (typeof a)[]) => {
      for (const each of instruments) silence.add(each, clock.monotonicMs(), clock.now())
    },
    answerWith: (next: typeof answer) => void (answer = next),
    /** `flowing`: instruments that say something twice a second. */
    pass(ms: number, ...flowing: (typeof a)[]) {
      for (let left = ms; left > 0; left -= 500) {
        clock.advance(500)
        for (const { id } of flowing) silence.seen(id, clock.monotonicMs(), false, null, '')
        doubts.tick()
      }
    },
  }
}

describe('isMissed', () => {
  const entry = (more: Partial<Watched>): Watched => ({
    ...{ instrument: a, state: 'flowing', lastMs: 0, shownAt: -Infinity, shownId: '', sinceAt: 100_000 },
    ...{ news: false, refused: false, open: true },
    ...more,
  })
  const trade = (exchangeAt: number, tradeId = '') => ({ price: 1, exchangeAt, tradeId })

  it.each<[string, Partial<Watched>, ReturnType<typeof trade> | null, number, boolean]>([
    ['it never traded', {}, null, 0, false],
    ['before the subscription', {}, trade(99_000), 0, false],
    ['after the subscription, unseen', {}, trade(150_000), 0, true],
    ['the one that was shown', { shownAt: 120_000, shownId: '9' }, trade(150_000, '9'), 0, false],
    ['as late as what was shown, to the second', { shownAt: 150_000 }, trade(150_999), 0, false],
    ['later than what was shown', { shownAt: 150_000, shownId: '9' }, trade(190_000, '10'), 0, true],
    ['before the subscription, by a clock an hour ahead', {}, trade(3_690_000), 3_600_000, false],
    ['after the subscription, by a clock an hour behind', {}, trade(-3_450_000), -3_600_000, true],
  ])('%s', (_name, more, last, skewMs, missed) => {
    expect(isMissed(entry(more), last, skewMs)).toBe(missed)
  })
})

describe('doubts', () => {
  it('make an instrument stale while nobody answers, and quiet when REST says so', () => {
    const { add, pass, did, answerWith } = setUp()
    add(a)
    answerWith(null)
    pass(silenceMs + doubtMs)
    expect(did).toEqual([])
    pass(500)
    expect(did).toEqual(['stale test:A'])
    answerWith(() => ({ kind: 'trade', trade: null }))
    pass(500)
    expect(did).toEqual(['stale test:A', 'quiet test:A'])
  })

  it('ask at growing intervals, and soon again only after prices have moved', () => {
    const { add, pass, asks } = setUp()
    add(a)
    pass(600_000)
    const gaps = asks.slice(1).map(({ atMs }, index) => atMs - (asks[index]?.atMs ?? 0))
    expect(gaps).toEqual([1, 2, 4].map((times) => times * shortestAskMs))
    pass(1_000, a)
    const before = asks.length
    pass(silenceMs + shortestAskMs + 500)
    expect(asks.length).toBe(before + 1)
  })

  it('ask anew once, replace the socket then, and only at the growing intervals again', () => {
    const { add, pass, did, clock, answerWith, tradeAt } = setUp()
    add(a, b)
    answerWith(() => tradeAt(clock.now() - 5_000))
    pass(silenceMs + 500, a)
    expect(did).toEqual(['stale test:B', 'anew test:B'])
    pass(trialMs, a)
    expect(did).toEqual(['stale test:B', 'anew test:B', 'replace'])
    pass(600_000, a)
    expect(did.filter((each) => each === 'replace').length).toBeLessThanOrEqual(4)
    did.length = 0
    pass(500, a, b)
    expect(did[0]).toBe('flowing test:B')
    expect(did[1]).toMatch(/^recovered -\d+$/)
    expect(did).toHaveLength(2)
  })

  it('rebuild when nothing at all flows, more patiently each time, and at once for none that is quiet', () => {
    const { add, pass, did, answerWith, silence, clock } = setUp()
    add(a, b)
    answerWith(() => ({ kind: 'failed' }))
    const waits: number[] = []
    for (let turn = 0; turn < 4; turn += 1) {
      const fromMs = clock.monotonicMs()
      did.length = 0
      while (!did.includes('rebuild')) pass(500)
      waits.push(clock.monotonicMs() - fromMs)
      silence.restart(clock.monotonicMs(), clock.now())
    }
    expect(waits[0]).toBe(silenceMs + doubtMs + 500)
    for (const [turn, waitMs] of waits.entries())
      expect(waitMs).toBeGreaterThan(2 ** turn * (silenceMs + doubtMs))
    expect(Math.max(...waits)).toBeLessThanOrEqual(silenceMs + 2 * shortestAskMs + 500)
    const quiet = setUp()
    quiet.add(a, b)
    quiet.pass(3_600_000)
    expect(quiet.did).toEqual(['quiet test:A', 'quiet test:B'])
  })

  it('refuse what the venue does not know', () => {
    const { add, pass, did, answerWith } = setUp()
    add(a)
    answerWith(() => ({ kind: 'unknown', reason: 'no such symbol' }))
    pass(silenceMs + 500)
    expect(did).toEqual(['refuse test:A'])
  })
})
