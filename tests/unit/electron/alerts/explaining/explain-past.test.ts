import { describe, expect, it } from 'vitest'
import type { ExplainerDeps } from '../../../../../electron/alerts/explaining/explain-rule.ts'
import type { AlertRule } from '../../../../../shared/alerts/rule.ts'
import { bitcoin, condition, rule } from '../language/tapes.ts'
import { minuteAt } from '../rehearsal/tapes.ts'
import { bench, firing, log, memoryOf, up } from './bench.ts'

describe('why (not) at a time', () => {
  const say = (minute: number, of = up, changes: Parameters<typeof bench>[0] = {}, memory = memoryOf(of)) =>
    bench(changes).explainer.explain(of, bitcoin, memory, minuteAt(minute) + 30_000)

  it('tells the firing in the log, with its values', async () => {
    expect(await say(3, up, { firingsOf: log(firing()) })).toEqual({
      fired: true,
      sentence: 'It fired at 12:03:07 on 64,200.5, after 64,198.0.',
    })
    expect((await say(2, up, { firingsOf: log(firing()) })).fired).toBe(false)
  })

  it('tells that a firing came in quiet hours and waits for the digest', async () => {
    const quiet = firing({ quietUntil: minuteAt(60) })
    expect((await say(3, up, { firingsOf: log(quiet) })).sentence).toMatch(
      /That was in quiet hours: it waits for the digest at 13:00\.$/,
    )
    expect((await say(3, up, { firingsOf: log(quiet), nowMinute: 61 })).sentence).toMatch(
      /it was told in the digest at 13:00\.$/,
    )
    expect((await say(3, up, { firingsOf: log(firing({ folded: true })) })).sentence).toMatch(
      /told together with others\.$/,
    )
  })

  it('tells a hole, and what was found in its bars afterwards', async () => {
    const holes = () => [{ fromAt: minuteAt(2) + 1000, toAt: minuteAt(5), reason: 'the feed was stale' }]
    const late = firing({ late: true, firedAt: minuteAt(5) + 2000, happenedAt: minuteAt(3) + 20_000 })
    expect((await say(3, up, { holes, firingsOf: log(late) })).sentence).toBe(
      'The feed was stale from 12:02:01 to 12:05:00. It fired at 12:03:20 on 64,200.5, after 64,198.0. It was not seen live: its bars told it at 12:05:02.',
    )
    expect((await say(3, up, { holes })).sentence).toBe(
      'The feed was stale from 12:02:01 to 12:05:00. Nothing was found in its bars afterwards. The price never reached 64,200 (nearest: 63,998.2 at 12:03).',
    )
  })

  it.each<[string, number, Partial<AlertRule>, string]>([
    ['the future', 20, {}, '12:20 has not come yet.'],
    ['this minute', 10, {}, 'The minute of 12:10 is not over; it has not fired in it.'],
    ['before it was made', -5, {}, 'It did not exist then: it was made at 12:00:00.'],
    [
      'before it was armed',
      1,
      { armedAt: minuteAt(3) },
      'It was not armed yet: it was last armed at 12:03:00, after that.',
    ],
    [
      'before it starts',
      1,
      { schedule: { ...up.schedule, startsAt: minuteAt(3) } },
      'It was not armed yet: its schedule starts at 12:03:00.',
    ],
    [
      'after its expiry',
      4,
      { schedule: { ...up.schedule, expiresAt: minuteAt(3) } },
      'It had expired at 12:03:00.',
    ],
    ['a price not reached', 3, {}, 'The price never reached 64,200 (nearest: 63,998.2 at 12:03).'],
    ['a minute without a trade', 8, {}, 'Nothing was traded in the minute of 12:08.'],
    [
      'the wrong side',
      6,
      {},
      'At the end of 12:06: (BTCUSDT last crosses up 64,200) has not happened: the last value is 64,215.0, it must first fall below that.',
    ],
  ])('%s', async (_which, minute, changes, expected) => {
    expect(await say(minute, { ...up, ...changes })).toEqual({ fired: false, sentence: expected })
  })

  it('says that nothing is known where bars are missing', async () => {
    const history: ExplainerDeps['history'] = async (_instrument, _interval, fromAt, toAt) => ({
      candles: [],
      gaps: [{ fromAt, toAt }],
    })
    expect((await say(3, up, { history })).sentence).toBe(
      'Nothing is known of 12:03: there are no bars of that time.',
    )
  })

  it('says that bars would have fired where the log has nothing', async () => {
    expect(await say(5)).toEqual({
      fired: false,
      sentence:
        'By its bars it would have fired at 12:05:00, but it is not in the log: it was not watched then, or the ticks came otherwise than bars tell.',
    })
  })

  it('says that it had fired before, or was cooling down from that, by the log', async () => {
    const firingsOf = log(firing())
    expect((await say(5, { ...up, frequency: { kind: 'once' } }, { firingsOf })).sentence).toBe(
      'It had fired before, at 12:03:07, and was to fire once.',
    )
    const cooling = rule({ ...up, frequency: { kind: 'every-time', coolDownMs: 600_000 } })
    expect((await say(5, cooling, { firingsOf })).sentence).toBe(
      'The conditions were true at 12:05:00, but it was cooling down until 12:13:07.',
    )
  })

  it('says what held it back: as remembered, or by its bars', async () => {
    const memory = { ...memoryOf(up), heldBack: { at: minuteAt(3) + 5000, reason: 'snoozed' as const } }
    expect((await say(3, up, {}, memory)).sentence).toBe(
      'The conditions were true at 12:03:05, but it was snoozed.',
    )
    const active = { timeZone: 'UTC', windows: [{ days: [1], fromMinute: 0, toMinute: 60 }] }
    const nightly = rule({ ...up, schedule: { ...up.schedule, active } })
    expect((await say(5, nightly)).sentence).toBe(
      'The conditions were true at 12:05:00, but it was outside its active hours.',
    )
  })

  it('says that it was inside the re-arm band', async () => {
    const low = rule({
      conditions: [condition({ operands: [63_945] })],
      rearm: { unit: 'value', amount: 100 },
    })
    const fourth = await say(4, low)
    expect(fourth.sentence).toMatch(
      /^At the end of 12:04: .* is inside its re-arm band: the last value is 63,900\.0\.$/,
    )
    const twice = await say(5, low)
    expect(twice.sentence).toBe(
      'The conditions were true at 12:05:00, but the value had not left by the re-arm band since the last firing.',
    )
  })

  it('says which of its conditions was false', async () => {
    const on = (level: number) => condition({ operator: 'greater-than', operands: [level] })
    const three = rule({ conditions: [on(60_000), on(65_000), on(61_000)] })
    expect((await say(4, three)).sentence).toBe(
      'At the end of 12:04: Condition 2 of 3 (BTCUSDT last is greater than 65,000) is false: the last value is 63,900.0.',
    )
  })

  it('says what bars do not tell', async () => {
    const bid = rule({ conditions: [condition({ source: { kind: 'bid' } })] })
    expect((await say(3, bid)).sentence).toMatch(
      /^That can’t be said for a past time\. Bars do not tell the bid/,
    )
  })

  it('judges indicators on whole bars with what they settle on', async () => {
    const source = { kind: 'indicator', name: 'sma', inputs: { length: 2 }, output: 'value' } as const
    const mean = rule({
      conditions: [condition({ source, operator: 'greater-than', operands: [63_999], interval: '3m' })],
    })
    const { explainer, asked } = bench()
    const { sentence } = await explainer.explain(mean, bitcoin, memoryOf(mean), minuteAt(4))
    // The bar of 12:00 closed at 63,950, the open one is at 63,900.
    expect(sentence).toMatch(/is false: the last value is 63,925\.$/)
    expect(asked.at(-1)?.[1]).toBe(minuteAt(0))
  })

  it('counts from the beginning of the minute in which it was armed', async () => {
    const armed = { ...up, armedAt: minuteAt(4) + 30_000 }
    expect((await say(5, armed)).sentence).toMatch(/would have fired at 12:05:00/)
    expect((await say(4, armed)).sentence).toMatch(/^The price never reached 64,200/)
  })
})
